// Adds up vitest's JSON reports. The last line is the sum over all tiers; a tier that ran nothing fails.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

let passed = 0;
let failed = 0;
for (const file of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const skipped = report.numPendingTests + report.numTodoTests;
  const empty = report.numPassedTests === 0 ? 1 : 0;
  passed += report.numPassedTests;
  failed += report.numFailedTests + broken.length + skipped + empty;
  console.log(
    `${basename(file, '.json')}: ${report.numPassedTests} passed, ${report.numFailedTests} failed, ${skipped} skipped, ${broken.length} files did not load`,
  );
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
