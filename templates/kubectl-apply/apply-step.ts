import type { InputsOf } from '@stepyard/catalog';
import type { Step } from '@stepyard/runtime';
import type { kubectlApply } from './template.ts';

export type ApplyStep = Step<InputsOf<typeof kubectlApply>>;
