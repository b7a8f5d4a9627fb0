import { run } from '@stepyard/runtime';
import { rollOut } from './kubectl-rollout.ts';
import { kubectlRollout } from './template.ts';

await run(kubectlRollout, rollOut);
