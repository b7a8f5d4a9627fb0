export type { InputsOf, OutputsOf } from '@stepyard/catalog';
export type { Network } from './network.ts';
export { run } from './run.ts';
export type * from './step.ts';
