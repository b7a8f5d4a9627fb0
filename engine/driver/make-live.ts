import { createMasker } from '@stepyard/contract/mask';
import { fileConfig, firstConfig } from '../config/config-file.ts';
import { fileSecrets, firstSecrets } from '../config/secret-sources.ts';
import type { ConfigSource, SecretSource } from '../config/sources.ts';
import type { Executor } from '../executors/executor.ts';
import type { SubmissionFacts } from '../store/store.ts';
import { schedulerError } from './driver-error.ts';
import type { FoldedRun } from './fold.ts';
import type { LiveRun } from './live-run.ts';
import { secretNamesOf } from './named-values.ts';

export interface LiveWith {
  readonly secrets: SecretSource;
  readonly config: ConfigSource;
  readonly executors: readonly Executor[];
}

/** Where the values of a run come from: the sources that it was submitted with before those of the scheduler. */
export function sourcesOf(
  { secretsFile, configFile }: Pick<SubmissionFacts, 'secretsFile' | 'configFile'>,
  by: Pick<LiveWith, 'secrets' | 'config'>,
): Pick<LiveWith, 'secrets' | 'config'> {
  return {
    secrets:
      secretsFile === undefined
        ? by.secrets
        : firstSecrets(fileSecrets(secretsFile, { mayBeGone: true }), by.secrets),
    config: configFile === undefined ? by.config : firstConfig(fileConfig(configFile), by.config),
  };
}

/** A run as the loop holds it, with the sources that it was submitted with before those of the scheduler. */
export function makeLive({ state, facts }: FoldedRun, by: LiveWith): LiveRun {
  return {
    state,
    facts,
    executor: findExecutor(by.executors, facts.executor),
    ...sourcesOf(facts, by),
    secretNames: secretNamesOf(state.plan.tasks),
    masks: new Set(),
    masker: createMasker(),
    earlierSecrets: undefined,
    timers: new Map(),
    attempts: new Map(),
    watchers: new Set(),
    putAway: Promise.withResolvers(),
    workspace: undefined,
  };
}

/** The executor of a name, the first where none is named. */
export function findExecutor(executors: readonly Executor[], name: string | undefined): Executor {
  const found = name === undefined ? executors[0] : executors.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw schedulerError(
    'REFUSED',
    `The scheduler must have the executor ${JSON.stringify(name)}.`,
    `It has ${executors.map((one) => one.name).join(', ')}.`,
  );
}
