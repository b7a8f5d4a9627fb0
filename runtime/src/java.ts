export { builtFiles } from './java/built-files.ts';
export { type CompileError, compileErrors } from './java/compile-errors.ts';
export { jdkVariables, readMajor } from './java/jdk.ts';
export { lineCoverage } from './java/line-coverage.ts';
export { type JavaProxy, javaProxies } from './java/proxies.ts';
export { trustStoreOptions } from './java/trust-store.ts';
