export * from './cache/cache-backend.ts';
export type * from './config/sources.ts';
export type * from './core/state.ts';
export type * from './driver/scheduler.ts';
export type * from './driver/view.ts';
export type * from './executors/executor.ts';
export * from './store/lease.ts';
export type * from './store/summary.ts';
