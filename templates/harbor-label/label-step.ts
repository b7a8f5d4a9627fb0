import type { InputsOf } from '@stepyard/catalog';
import type { Step } from '@stepyard/runtime';
import type { harborLabel } from './template.ts';

export type LabelStep = Step<InputsOf<typeof harborLabel>>;
