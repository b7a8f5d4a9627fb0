export { withBuildResults } from './java/build-results.ts';
export { type CompileError, compileErrors } from './java/compile-errors.ts';
export { annotateErrors, compileFailure, maskedResult } from './java/compile-failure.ts';
export { jdkVariables, readMajor } from './java/jdk.ts';
export { type JavaProxy, javaProxies } from './java/proxies.ts';
export { trustStoreOptions } from './java/trust-store.ts';
