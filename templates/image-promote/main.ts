import { run } from '@stepyard/runtime';
import { promoteImage } from './image-promote.ts';
import { imagePromote } from './template.ts';

await run(imagePromote, promoteImage);
