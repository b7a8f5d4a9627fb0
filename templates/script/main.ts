import { run } from '@stepyard/runtime';
import { runScript } from './script.ts';
import { script } from './template.ts';

await run(script, runScript);
