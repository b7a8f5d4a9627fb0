import { join } from 'node:path';
import {
  type AuthoredValues,
  check,
  type Exactly,
  type GivenValues,
  type InputsOf,
  type OutputsOf,
  type Template,
} from '@stepyard/catalog';
import type { Failure, ResultStatus, ResultWait, TaskFacts } from '@stepyard/contract';
import { createMasker } from '@stepyard/contract/mask';
import type { StepyardEvent } from '@stepyard/events';
import { cancelled, createControl } from '../control.ts';
import { type Failed, failedByAll, failureText } from '../failure-text.ts';
import { createGroups } from '../groups.ts';
import { launch } from '../launch.ts';
import { maskValue } from '../mask-value.ts';
import { type Ending, perform } from '../perform.ts';
import { createReports } from '../reports.ts';
import { resultOf } from '../result-files.ts';
import { readStart, type Start } from '../start.ts';
import type { Step } from '../step.ts';
import { createTemporaries } from '../temporary.ts';
import type { FakeExec, ToolCall } from './fake-exec.ts';
import { givenVariables } from './given.ts';
import { type Reported, reportedIn } from './reported.ts';
import { scratchDirectory } from './scratch.ts';
import { taskFacts } from './task.ts';

export interface RunStepOptions<T extends Template> {
  readonly inputs: AuthoredValues<T['inputs']> | GivenValues<T['inputs']>;
  /** Answers in the place of tools; absent: the real ones are run. */
  readonly exec?: FakeExec;
  readonly event?: StepyardEvent;
  readonly task?: Partial<TaskFacts>;
  /** What an earlier start left in `state.json`. */
  readonly state?: unknown;
  /** Absent: a fresh directory. */
  readonly workspace?: string;
  /** The working directory, if it is not the workspace. */
  readonly directory?: string;
  /** Directories by name of the declared cache. */
  readonly caches?: Readonly<Record<string, string>>;
  /** Directory of the claims. */
  readonly claims?: string;
  /** The step's own environment; default: PATH of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Cancels the step when it is aborted. */
  readonly signal?: AbortSignal;
  readonly graceMs?: number;
}

/** What a step did; secrets are masked in all of it. */
export interface StepRun extends Reported {
  readonly status: ResultStatus;
  readonly outputs: unknown;
  readonly failure: Failure | undefined;
  readonly wait: ResultWait | undefined;
  /** Everything printed, in order. */
  readonly log: string;
  /** The tools that were answered for. */
  readonly calls: readonly ToolCall[];
  readonly workspace: string;
}

/** Runs the work of a template in this process, as `run` would; does not throw. */
export async function runStep<T extends Template, R extends OutputsOf<T>>(
  template: T,
  work: (step: Step<InputsOf<T>>) => Promise<Exactly<R, OutputsOf<T>>>,
  options: RunStepOptions<T>,
): Promise<StepRun> {
  const workspace = options.workspace ?? scratchDirectory();
  const files = new Map<string, string>();
  const lines: string[] = [];
  const masker = createMasker();
  const start = startOf(template, options, workspace, masker);
  const ending: Ending = 'failure' in start ? { status: 'failed', failed: start } : await performed(start);

  async function performed({ env, ...found }: Started<T>) {
    const control = createControl({ graceMs: options.graceMs ?? 2_000, deadline: undefined });
    options.signal?.addEventListener('abort', () => control.stop(cancelled('SIGTERM')));
    const writeOut = (file: string, content: string) => void files.set(file, content);
    return await perform<InputsOf<T>>(
      {
        ...found,
        manifest: template,
        env,
        masker,
        log: { write: (_stream, text) => void lines.push(Buffer.from(text).toString()) },
        launch: options.exec?.launch ?? launch,
        control,
        groups: createGroups(),
        temporaries: createTemporaries(),
        reports: createReports(writeOut, masker, found.workspace),
        keepState: (state) => writeOut('state.json', JSON.stringify(maskValue(masker, state))),
      },
      work,
    );
  }
  if (ending.failed !== undefined) lines.push(masker.mask(failureText(template.name, ending.failed)));
  const { outputs, failure, wait } = resultOf(template, ending, Date.now(), masker);
  return {
    status: ending.status,
    outputs,
    failure,
    wait,
    log: lines.join(''),
    calls: options.exec?.calls ?? [],
    workspace,
    ...reportedIn(files),
  };
}

type Started<T> = Start<InputsOf<T>> & { readonly env: Readonly<Record<string, string | undefined>> };

function startOf<T extends Template>(
  template: T,
  options: RunStepOptions<T>,
  workspace: string,
  masker: ReturnType<typeof createMasker>,
): Started<T> | Failed {
  const inputs: Readonly<Record<string, unknown>> = options.inputs;
  const unknown = check(template, inputs).filter(({ code }) => code === 'INPUT_UNKNOWN');
  if (unknown.length > 0) return failedByAll(unknown);
  const { task, ...given } = options;
  const facts = task === undefined ? {} : { task: taskFacts(task) };
  const env: Record<string, string | undefined> = {
    PATH: process.env.PATH,
    ...options.env,
    ...givenVariables(template, { ...given, inputs, ...facts }, join(scratchDirectory(), 'given')),
    STEPYARD_WORKSPACE: workspace,
  };
  const cwd = options.directory ?? workspace;
  const start = readStart(template, { argv: [], env, cwd }, masker);
  return 'failure' in start ? start : { ...start, env };
}
