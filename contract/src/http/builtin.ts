/**
 * A module of Node's, without `import`: that asks it for every name it exports, and `node:http` then loads
 * WebSocket and all that `fetch` needs, 35 ms of CPU time.
 */
export const builtin: typeof process.getBuiltinModule = process.getBuiltinModule;
