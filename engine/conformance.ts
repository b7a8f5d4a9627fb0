export * from './conformance/conformance.ts';
