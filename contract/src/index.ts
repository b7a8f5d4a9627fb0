export * from './exit-status.ts';
export * from './failure.ts';
export * from './inputs/decode.ts';
export * from './inputs/encode.ts';
export { type Flags, parseFlags } from './inputs/flags.ts';
export * from './names.ts';
export type * from './result.ts';
export * from './step-error.ts';
export type * from './task-facts.ts';
