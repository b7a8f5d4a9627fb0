import { run } from '@stepyard/runtime';
import { applyManifests } from './kubectl-apply.ts';
import { kubectlApply } from './template.ts';

await run(kubectlApply, applyManifests);
