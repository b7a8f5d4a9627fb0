export * from './exit-status.ts';
export * from './failure.ts';
export * from './names.ts';
export type * from './result.ts';
export * from './step-error.ts';
export type * from './task-facts.ts';
