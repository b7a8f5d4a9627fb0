import { run } from '@stepyard/runtime';
import { checkOutCode } from './clone.ts';
import { clone } from './template.ts';

await run(clone, checkOutCode);
