export * from './out/outputs.ts';
export * from './out/parse-result.ts';
export type { Parsed } from './out/read-json.ts';
export * from './out/read-out.ts';
export * from './out/reports.ts';
export * from './out/schemas.ts';
export * from './out/termination.ts';
export { terminationMessage } from './out/termination-message.ts';
