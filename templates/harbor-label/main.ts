import { run } from '@stepyard/runtime';
import { labelImage } from './harbor-label.ts';
import { harborLabel } from './template.ts';

await run(harborLabel, labelImage);
