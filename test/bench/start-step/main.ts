import { run } from '@stepyard/runtime';
import { startStep } from './template.ts';

await run(startStep, async (step) => ({ commit: step.event?.data.commit?.id ?? '' }));
