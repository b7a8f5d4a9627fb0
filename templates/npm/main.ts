import { run } from '@stepyard/runtime';
import { runNpm } from './npm.ts';
import { npm } from './template.ts';

await run(npm, runNpm);
