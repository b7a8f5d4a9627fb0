import { run } from '@stepyard/runtime';
import { runHitchhiker } from './hitchhiker.ts';
import { hitchhiker } from './template.ts';

await run(hitchhiker, runHitchhiker);
