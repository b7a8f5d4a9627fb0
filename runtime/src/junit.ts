export { readJunit, type TestFailure, type TestReport } from './junit/read-junit.ts';
export { assertTestsPassed, reportTests } from './junit/report-tests.ts';
export { type ReportsOf, type TestTotals, withTestReports } from './junit/test-reports.ts';
