import type { EventEmitter } from 'node:events';
import type { InputsOf } from '@stepyard/catalog';
import { readDuration } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';
import { readCollection, readVariables } from './collection-file.ts';
import { readJson } from './json-file.ts';
import { type Sent, sentAs } from './sent.ts';
import type { hitchhiker } from './template.ts';

export type Inputs = InputsOf<typeof hitchhiker>;

/** One assertion, or what else can fail in a request. */
export interface Case {
  readonly request: string;
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  readonly message: string;
  readonly timeMs: number;
}

export interface CollectionRun {
  readonly cases: readonly Case[];
  /** The requests as they were sent, the last of each name. */
  readonly sent: readonly Sent[];
  readonly requests: number;
  /** Why requests got no answer. */
  readonly unanswered: readonly { readonly url: string; readonly message: string }[];
}

/** Runs the collection by Postman’s own runner; assertions that fail are in what it gives. */
export async function runCollection(step: Step<Inputs>): Promise<CollectionRun> {
  const options = await runnerOptions(step);
  const { default: newman } = await import('newman');
  const sent = new Map<string, Sent>();
  let done = 0;
  return await new Promise((resolve, reject) => {
    step.signal.addEventListener('abort', () => reject(step.signal.reason), { once: true });
    const run: EventEmitter = newman.run(options, (error, summary) => {
      if (error !== null) reject(notRun(error));
      else resolve({ ...casesOf(summary.run.executions), sent: [...sent.values()], requests: done });
    });
    run.on('request', (_error: unknown, told: Parameters<typeof sentAs>[0]) => {
      done += 1;
      step.status(`${done} requests`);
      const one = sentAs(told);
      if (one !== undefined) sent.set(one.name, one);
    });
    run.on('console', (_error: unknown, { messages }: { messages?: readonly unknown[] }) => {
      step.log.info(
        (messages ?? []).map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(' '),
      );
    });
  });
}

async function runnerOptions(step: Step<Inputs>) {
  const { inputs } = step;
  const [environment, globals] = [
    await readVariables(step, 'environment'),
    await readVariables(step, 'globals'),
  ];
  const ca = inputs.ca === undefined ? step.network.caFiles[0] : await step.path('ca', inputs.ca);
  const data = inputs.data === undefined ? undefined : await dataOf(step, inputs.data);
  return {
    collection: await readCollection(step),
    ...(environment !== undefined && { environment }),
    ...(globals !== undefined && { globals }),
    ...(data !== undefined && { iterationData: data }),
    ...(inputs.iterations !== undefined && { iterationCount: inputs.iterations }),
    ...(inputs.only.length > 0 && { folder: [...inputs.only] }),
    ...(ca !== undefined && { sslExtraCaCerts: ca }),
    envVar: Object.entries({ ...inputs.values, ...inputs.secretValues }).map(([key, value]) => ({
      key,
      value,
    })),
    timeoutRequest: readDuration(inputs.timeout) ?? 30_000,
    delayRequest: readDuration(inputs.delay) ?? 0,
    bail: inputs.stopOnFailure,
    workingDir: step.directory,
    // Files that requests send must be in the workspace too.
    insecureFileRead: false,
    reporters: [],
  };
}

/** A CSV file is read by the runner itself. */
async function dataOf(step: Step<Inputs>, path: string): Promise<string | object> {
  if (/\.csv$/i.test(path)) return await step.path('data', path);
  const value = await readJson(step, 'data', path);
  if (Array.isArray(value)) return value;
  throw new StepError('INPUT_INVALID', `\`data\` must be a list of rows, ${JSON.stringify(path)} is none.`, {
    hint: 'Give JSON like [{"name": "a"}, {"name": "b"}], or a CSV file.',
  });
}

interface Execution {
  readonly item: { readonly name: string };
  readonly request?: { readonly url: { toString(): string } };
  readonly response?: { readonly responseTime?: number };
  readonly requestError?: { readonly message: string };
  readonly assertions?: readonly {
    readonly assertion: string;
    readonly skipped?: boolean;
    readonly error?: { readonly message: string };
  }[];
  readonly prerequestScript?: readonly ScriptRun[];
  readonly testScript?: readonly ScriptRun[];
}

interface ScriptRun {
  readonly error?: { readonly name?: string; readonly message: string };
}

function casesOf(executions: readonly Execution[]): Pick<CollectionRun, 'cases' | 'unanswered'> {
  const cases = executions.flatMap((one) => {
    const request = one.item.name;
    const timeMs = one.response?.responseTime ?? 0;
    const errors = [
      ...(one.requestError === undefined ? [] : [{ name: 'answers', message: one.requestError.message }]),
      ...scriptErrors('runs its script before the request', one.prerequestScript),
      ...scriptErrors('runs its test script', one.testScript),
    ];
    const asserted = (one.assertions ?? []).map(({ assertion, skipped, error }) => ({
      ...{ request, name: assertion, timeMs: 0, message: error?.message ?? '' },
      outcome:
        skipped === true
          ? ('skipped' as const)
          : error === undefined
            ? ('passed' as const)
            : ('failed' as const),
    }));
    const answered = { request, name: 'answers', timeMs, message: '', outcome: 'passed' as const };
    return [
      ...(one.requestError === undefined ? [answered] : []),
      ...errors.map((error) => ({ request, timeMs: 0, outcome: 'error' as const, ...error })),
      ...asserted,
    ];
  });
  const unanswered = executions.flatMap(({ requestError, request }) =>
    requestError === undefined ? [] : [{ url: request?.url.toString() ?? '', message: requestError.message }],
  );
  return { cases, unanswered };
}

function scriptErrors(name: string, runs: readonly ScriptRun[] = []): { name: string; message: string }[] {
  return runs.flatMap(({ error }) =>
    error === undefined ? [] : [{ name, message: `${error.name ?? 'Error'}: ${error.message}` }],
  );
}

function notRun(error: Error): StepError {
  return new StepError(
    'INPUT_INVALID',
    `The collection could not be run: ${error.message.replace(/^runtime~\w+: /, '')}`,
    {
      hint: 'Check `collection`, `only` and the files of variables.',
      cause: error,
    },
  );
}
