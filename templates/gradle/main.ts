import { run } from '@stepyard/runtime';
import { runGradle } from './gradle.ts';
import { gradle } from './template.ts';

await run(gradle, runGradle);
