import { run } from '@stepyard/runtime';
import { testReport } from './template.ts';
import { reportOnTests } from './test-report.ts';

await run(testReport, reportOnTests);
