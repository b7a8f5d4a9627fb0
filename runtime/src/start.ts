import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import type { InputsOf, Template } from '@stepyard/catalog';
import {
  decodeInputs,
  type Flags,
  parseFlags,
  readInputFile,
  StepError,
  variables,
} from '@stepyard/contract';
import type { Masker } from '@stepyard/contract/mask';
import type { StepyardEvent } from '@stepyard/events';
import { type Facts, readFacts } from './facts.ts';
import { type Failed, failedBy, failedByAll } from './failure-text.ts';

/** What a step finds when it starts. */
export interface Start<Inputs> extends Facts {
  readonly inputs: Inputs;
  /** Real path. */
  readonly workspace: string;
  /** The workspace, or the task's `workdir` below it. */
  readonly directory: string;
}

export interface StartPlace {
  readonly argv: readonly string[];
  /** Variables with secrets are taken out of it. */
  readonly env: Record<string, string | undefined>;
  readonly cwd: string;
  /** Stands in where the platform gives no event. */
  readonly event?: (() => StepyardEvent | undefined) | undefined;
}

/** Reads all that a step is given; every secret found is masked, also where something is wrong. */
export function readStart<T extends Template>(
  template: T,
  place: StartPlace,
  masker: Masker,
): Start<InputsOf<T>> | Failed {
  const { env } = place;
  try {
    const given = readFacts(env);
    const facts = { ...given, event: given.event ?? place.event?.() };
    for (const name of facts.task?.secretEnv ?? []) masker.add(env[name] ?? '');
    const flags = place.argv.length === 0 ? noFlags : parseFlags(template, place.argv);
    const read = decodeInputs(template, { flags, env, readFile: readInputFile, event: facts.event?.data });
    for (const secret of read.secrets) masker.add(secret);
    for (const name of read.secretVariables) delete env[name];
    if (read.problems.length > 0) return failedByAll(read.problems);
    // Checked against the declaration that the type is made from.
    const inputs = read.values as InputsOf<T>;
    return { ...facts, inputs, ...directories(env, place.cwd) };
  } catch (error) {
    return failedBy(error);
  }
}

/** Most steps are given none; finding out which there could be costs a tenth of their start. */
const noFlags: Flags = {
  texts: new Map(),
  files: new Map(),
  entries: new Map(),
  help: false,
  problems: [],
  secrets: [],
};

function directories(env: StartPlace['env'], cwd: string): Pick<Start<unknown>, 'workspace' | 'directory'> {
  const named = env[variables.workspace];
  const directory = realpathSync(cwd);
  if (named === undefined || named === '') return { workspace: directory, directory };
  try {
    const workspace = realpathSync(named);
    const below = directory === workspace || directory.startsWith(`${workspace}${sep}`);
    return { workspace, directory: below ? directory : workspace };
  } catch (cause) {
    throw new StepError(
      'NOT_FOUND',
      `\`${variables.workspace}\` must name a directory, got ${JSON.stringify(named)}.`,
      {
        hint: 'Make the directory, or leave the variable out to use the working directory.',
        cause,
      },
    );
  }
}
