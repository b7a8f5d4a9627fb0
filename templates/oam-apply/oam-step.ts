import type { InputsOf } from '@stepyard/catalog';
import type { Step } from '@stepyard/runtime';
import type { oamApply } from './template.ts';

export type OamStep = Step<InputsOf<typeof oamApply>>;
