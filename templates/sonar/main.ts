import { run } from '@stepyard/runtime';
import { runSonar } from './sonar.ts';
import { sonar } from './template.ts';

await run(sonar, runSonar);
