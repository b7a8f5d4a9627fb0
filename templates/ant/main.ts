import { run } from '@stepyard/runtime';
import { runAnt } from './ant.ts';
import { ant } from './template.ts';

await run(ant, runAnt);
