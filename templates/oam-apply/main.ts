import { run } from '@stepyard/runtime';
import { applyApplication } from './oam-apply.ts';
import { oamApply } from './template.ts';

await run(oamApply, applyApplication);
