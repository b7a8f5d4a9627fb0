import { StepError } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import type { Step } from '@stepyard/runtime';
import type { Inputs } from './properties.ts';
import { recordsIn } from './server.ts';

/** A condition that was looked at, of the gate or of the author. */
export interface Condition {
  readonly measure: string;
  readonly met: boolean;
  readonly actual: string | undefined;
  /** `at least 80` */
  readonly wanted: string;
}

export interface Judgement {
  readonly gate: 'green' | 'red' | 'none';
  readonly conditions: readonly Condition[];
}

/** What `qualitygates/project_status` says. */
export function readGate(answer: unknown): Judgement {
  const status = isRecord(answer) && isRecord(answer.projectStatus) ? answer.projectStatus : {};
  const conditions = recordsIn(status, 'conditions').map((one) => ({
    measure: textOf(one.metricKey),
    met: one.status !== 'ERROR',
    actual: one.actualValue === undefined ? undefined : textOf(one.actualValue),
    wanted: `${one.comparator === 'LT' ? 'at least' : 'at most'} ${textOf(one.errorThreshold)}`,
  }));
  const gate = status.status === 'ERROR' ? 'red' : status.status === 'NONE' ? 'none' : 'green';
  return { gate, conditions };
}

/** How the author’s own conditions stand, by the measures of the project. */
export function judgeOwn(
  conditions: Inputs['conditions'],
  measures: ReadonlyMap<string, string>,
): Condition[] {
  return conditions.map(({ measure, is, value }) => {
    const actual = measures.get(measure);
    const found = actual === undefined || actual === '' ? Number.NaN : Number(actual);
    const met = is === 'atLeast' ? found >= value : found <= value;
    return { measure, met, actual, wanted: `${is === 'atLeast' ? 'at least' : 'at most'} ${value}` };
  });
}

/** Shows every condition, and ends the task by those that are not met as the author wants. */
export function conclude(
  step: Pick<Step<unknown>, 'summary' | 'annotate' | 'warn' | 'log'>,
  { gate, conditions }: Judgement,
  own: readonly Condition[],
  onRed: 'fail' | 'warn',
): void {
  const all = [...conditions, ...own];
  const rows = all.map(
    ({ measure, met, actual, wanted }) =>
      `| ${measure} | ${actual ?? '–'} | ${wanted} | ${met ? 'yes' : '**no**'} |`,
  );
  if (rows.length > 0)
    step.summary(
      ['### Quality gate', '', '| measure | is | must be | met |', '|---|---:|---|---|', ...rows, ''].join(
        '\n',
      ),
    );
  step.log.info(
    `Quality gate: ${gate}; ${all.length} conditions, ${all.filter(({ met }) => !met).length} not met`,
  );
  const broken = all.filter(({ met }) => !met);
  if (gate !== 'red' && broken.length === 0) return;
  for (const condition of broken)
    step.annotate({
      level: onRed === 'fail' ? 'error' : 'warning',
      title: 'Quality gate',
      message: sentence(condition),
    });
  const what = gate === 'red' ? 'The quality gate is red' : 'Conditions of this task are not met';
  const words = `${what}${broken.length === 0 ? '' : `: ${broken.map(sentence).join('; ')}`}.`;
  if (onRed === 'warn') {
    step.warn(words);
    return;
  }
  throw new StepError('GATE_FAILED', words, {
    hint: 'The dashboard shows the code behind each measure; correct it, or change the gate there.',
  });
}

function sentence({ measure, actual, wanted }: Condition): string {
  return actual === undefined
    ? `\`${measure}\` is not measured, must be ${wanted}`
    : `\`${measure}\` is ${actual}, must be ${wanted}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
