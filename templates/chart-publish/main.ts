import { run } from '@stepyard/runtime';
import { publishChart } from './chart-publish.ts';
import { chartPublish } from './template.ts';

await run(chartPublish, publishChart);
