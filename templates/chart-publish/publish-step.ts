import type { InputsOf } from '@stepyard/catalog';
import type { Step } from '@stepyard/runtime';
import type { chartPublish } from './template.ts';

export type PublishStep = Step<InputsOf<typeof chartPublish>>;
