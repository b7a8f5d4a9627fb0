export type { InputsOf, OutputsOf } from '@stepyard/catalog';
export { run } from './run.ts';
export type * from './step.ts';
