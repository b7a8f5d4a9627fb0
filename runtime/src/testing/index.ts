export * from './fake-exec.ts';
export * from './recorded-event.ts';
export * from './run-step.ts';
export * from './scratch.ts';
export * from './start-step.ts';
export * from './task.ts';
export * from './write-files.ts';
