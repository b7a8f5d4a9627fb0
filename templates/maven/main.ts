import { run } from '@stepyard/runtime';
import { runMaven } from './maven.ts';
import { maven } from './template.ts';

await run(maven, runMaven);
