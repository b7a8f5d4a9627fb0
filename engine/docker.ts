export { type Engine, type EngineFacts, findEngine } from './docker/engine.ts';
export { engineError, isEngineError } from './docker/engine-error.ts';
export { inspectImage } from './docker/image-facts.ts';
export type { DockerExecutorOptions } from './executors/docker/context.ts';
export { createDockerExecutor } from './executors/docker/docker-executor.ts';
export { openShell } from './executors/docker/open-shell.ts';
