import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';
import type { LoadResult } from './load.ts';
import type { Inputs } from './run-collection.ts';

type Threshold = Extract<Inputs['load'], { case: 'constant' }>['thresholds'][number];

const unit = (measure: string) => (measure === 'errors' ? ' %' : measure === 'rate' ? ' /s' : ' ms');

/** Shows the result of the load. */
export function reportLoad(
  step: Pick<Step<unknown>, 'summary' | 'metric' | 'log'>,
  result: LoadResult,
): void {
  const { failures, ...figures } = result;
  for (const [name, value] of Object.entries(figures)) step.metric(`stepyard_load_${name}`, value);
  const { requests, rate, errors, p50, p90, p95, p99, p999, max, mean } = result;
  step.summary(
    [
      '### Load',
      '',
      `${requests} requests, ${rate} answers per second, ${errors} % errors.`,
      '',
      '| latency | 50 % | 90 % | 95 % | 99 % | 99.9 % | max | mean |',
      '|---|---:|---:|---:|---:|---:|---:|---:|',
      `| ms | ${[p50, p90, p95, p99, p999, max, mean].join(' | ')} |`,
      '',
      ...[...failures].map(([kind, count]) => `- ${kind}: ${count}`),
      '',
    ].join('\n'),
  );
  step.log.info(
    `Load: ${requests} requests, ${rate}/s, ${errors} % errors, p50 ${p50} ms, p99 ${p99} ms, max ${max} ms`,
  );
}

/** @throws StepError GATE_FAILED naming every threshold that is not kept */
export function assertThresholds(
  step: Pick<Step<unknown>, 'annotate'>,
  result: LoadResult,
  thresholds: readonly Threshold[],
): void {
  const broken = thresholds.flatMap(({ measure, is, value }) => {
    const actual = result[measure];
    const kept = is === 'atMost' ? actual <= value : actual >= value;
    const must = is === 'atMost' ? 'at most' : 'at least';
    return kept
      ? []
      : [`\`${measure}\` is ${actual}${unit(measure)}, must be ${must} ${value}${unit(measure)}`];
  });
  if (broken.length === 0) return;
  for (const message of broken) step.annotate({ level: 'error', title: 'Load', message });
  throw new StepError('GATE_FAILED', `The load did not keep its thresholds: ${broken.join('; ')}.`, {
    hint: 'See the kinds of errors and the percentiles in the summary; make the server faster, or change `thresholds`.',
  });
}
