import type { InputsOf } from '@stepyard/catalog';
import type { Step } from '@stepyard/runtime';
import type { imagePromote } from './template.ts';

export type PromoteStep = Step<InputsOf<typeof imagePromote>>;
