export { readCoverage } from './coverage-formats/read-coverage.ts';
export { type Coverage, type CoverageReport, percent, reportCoverage } from './jacoco.ts';
