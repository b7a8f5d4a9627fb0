export * from './cache/cache-backend.ts';
export type * from './executors/executor.ts';
