import type { InputsOf } from '@stepyard/catalog';
import type { Step } from '@stepyard/runtime';
import type { helmDeploy } from './template.ts';

export type DeployStep = Step<InputsOf<typeof helmDeploy>>;
