import { relative } from 'node:path';
import { type OutputsOf, readDuration } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import { createHttp } from '@stepyard/contract/http';
import type { Step } from '@stepyard/runtime';
import { assertTestsPassed, reportTests, type TestReport } from '@stepyard/runtime/junit';
import { writeReport } from './junit-report.ts';
import { type LoadResult, putLoad } from './load.ts';
import { type Case, type CollectionRun, type Inputs, runCollection } from './run-collection.ts';
import type { Sent } from './sent.ts';
import type { hitchhiker } from './template.ts';
import { assertThresholds, reportLoad } from './thresholds.ts';

type ConstantLoad = Extract<Inputs['load'], { case: 'constant' }>;

/** Runs the collection; where all of it passed, repeats its requests as load. */
export async function runHitchhiker(step: Step<Inputs>): Promise<OutputsOf<typeof hitchhiker>> {
  const { load } = step.inputs;
  const file = await step.path('report', step.inputs.report);
  const run = await runCollection(step);
  await writeReport(file, run.cases, step.masked);
  const report = reportOf(run.cases, step.masked);
  reportTests(step, report);
  assertAnswered(run, step.masked);
  assertTestsPassed(report);
  const outputs = {
    tests: { run: report.tests, failed: 0, skipped: report.skipped },
    requests: run.requests,
    report: relative(step.workspace, file),
  };
  if (load.case === 'none') return outputs;
  const { failures: _, ...figures } = await loadOf(step, load, run.sent);
  return { ...outputs, load: figures };
}

async function loadOf(step: Step<Inputs>, load: ConstantLoad, sent: readonly Sent[]): Promise<LoadResult> {
  const wanted = chosen(load, sent);
  const caFile = step.inputs.ca === undefined ? undefined : await step.path('ca', step.inputs.ca);
  const http = createHttp(caFile === undefined ? {} : { caFile });
  step.onEnd(() => http.close());
  step.status(`load: ${load.rate} requests per second for ${load.duration}`);
  const result = await putLoad(wanted, {
    rate: load.rate,
    durationMs: readDuration(load.duration) ?? 0,
    warmUpMs: readDuration(load.warmUp) ?? 0,
    timeoutMs: readDuration(step.inputs.timeout) ?? 30_000,
    mostOpen: load.mostOpen,
    signal: step.signal,
    agentFor: (url) => http.agentFor(url),
    onProgress: (fraction) => step.progress(fraction),
  });
  reportLoad(step, result);
  assertThresholds(step, result, load.thresholds);
  return result;
}

function chosen({ requests }: ConstantLoad, sent: readonly Sent[]): readonly Sent[] {
  const missing = requests.filter((name) => !sent.some((one) => one.name === name));
  if (missing.length > 0) {
    const names = sent.map(({ name }) => JSON.stringify(name)).join(', ');
    throw new StepError(
      'NOT_FOUND',
      `\`load.requests\` must name requests of the collection, got ${missing.map((name) => JSON.stringify(name)).join(', ')}; it has ${names}.`,
      { hint: 'Check the spelling; a request that `only` leaves out is not there either.' },
    );
  }
  const wanted = requests.length === 0 ? sent : sent.filter(({ name }) => requests.includes(name));
  const once = wanted.find((one) => one.once);
  if (once === undefined && wanted.length > 0) return wanted;
  throw new StepError(
    'INPUT_INVALID',
    once === undefined
      ? '`load` must have a request to make, and the collection made none.'
      : `\`load.requests\` must leave out requests that send files, as ${JSON.stringify(once.name)} does.`,
    { hint: 'Name in `load.requests` those that are to be repeated.' },
  );
}

function reportOf(cases: readonly Case[], mask: (text: string) => string): TestReport {
  const count = (wanted: Case['outcome']) => cases.filter(({ outcome }) => outcome === wanted).length;
  const report = {
    tests: cases.length,
    failed: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
    flaky: 0,
    timeMs: cases.reduce((sum, { timeMs }) => sum + timeMs, 0),
    failures: cases.flatMap(({ request, name, outcome, message }) =>
      outcome === 'failed' || outcome === 'error'
        ? [{ suite: mask(request), name: mask(name), message: mask(message).slice(0, 2_000) || 'no message' }]
        : [],
    ),
    problems: [],
  };
  return report;
}

/** A variable that nobody gave, or a server that is not there, is no failed test. */
function assertAnswered({ unanswered, requests }: CollectionRun, mask: (text: string) => string): void {
  const names = unanswered.flatMap(({ url }) => /\{\{([^{}]+)\}\}/.exec(decodeURI(url))?.[1] ?? []);
  if (names[0] !== undefined) {
    throw new StepError(
      'INPUT_MISSING',
      `\`values\` must give \`${names[0]}\`, which a URL of the collection has.`,
      {
        hint: 'Give it in `values`, `secretValues` or the file of `environment`.',
      },
    );
  }
  const [first] = unanswered;
  if (first === undefined || unanswered.length < requests) return;
  const tls = /certificate|self-signed|SSL/i.test(first.message);
  throw new StepError(
    tls ? 'TLS_UNTRUSTED' : 'UNREACHABLE',
    `No request was answered: ${mask(first.message)}.`,
    {
      hint: tls
        ? 'Give the server’s certificate authority in `ca`, or let the platform trust it.'
        : 'Check the base URL among the variables, and that this machine may reach the server.',
    },
  );
}
