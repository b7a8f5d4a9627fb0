export type * from './field.ts';
export * from './manifest.ts';
export type * from './problem.ts';
export type * from './value.ts';
export type * from './words.ts';
