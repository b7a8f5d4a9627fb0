import type { InputsOf } from '@stepyard/catalog';
import type { Step } from '@stepyard/runtime';
import type { kubectlRollout } from './template.ts';

export type RolloutStep = Step<InputsOf<typeof kubectlRollout>>;
