export { readTests, type TestFailure, type TestReport, type ToldTest } from './junit/read-tests.ts';
export { assertTestsPassed, reportTests } from './junit/report-tests.ts';
export { type ReportsOf, type TestTotals, withTestReports } from './junit/test-reports.ts';
