export { type Engine, findEngine } from './docker/engine.ts';
export { isEngineError } from './docker/engine-error.ts';
