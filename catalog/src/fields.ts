export * from './fields/cluster-access.ts';
export * from './fields/credential.ts';
export * from './fields/deployment.ts';
export * from './fields/java-build.ts';
export * from './fields/registry-access.ts';
export * from './fields/test-reports.ts';
