import type { Evaluated, EvaluationContext } from '../expression/evaluate.ts';
import { idFrom, shortHash } from '../layout/ids.ts';
import type { Matrix } from '../plan.ts';
import { isExpression } from './authored.ts';
import { evaluateAuthored } from './evaluate-task.ts';

/** Most combinations that one matrix may have. */
export const combinationLimit = 256;

/** One cell of a matrix. */
export interface Combination {
  /** Made of the values: the same for the same values, whatever else is in the matrix. */
  readonly id: string;
  /** The values for people, `21, alpine`. */
  readonly title: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export type Lists = Readonly<Record<string, readonly unknown[]>>;

type Refused = Extract<Evaluated, { problem: unknown }>;

/** Evaluates the lists of a matrix. */
export function evaluateMatrix(
  matrix: Matrix,
  context: EvaluationContext,
): { readonly lists: Lists } | Refused {
  const lists: [string, readonly unknown[]][] = [];
  for (const [name, given] of Object.entries(matrix.values)) {
    const evaluated = isExpression(given)
      ? evaluateAuthored(given, context)
      : evaluateAuthored([...given], context);
    if ('problem' in evaluated) return evaluated;
    const { value } = evaluated;
    if (!Array.isArray(value)) return notList(name, value);
    lists.push([name, value]);
  }
  return { lists: Object.fromEntries(lists) };
}

/** The product of the lists, the last one running fastest, without what is excluded; an empty list gives none. */
export function expandMatrix(
  matrix: Matrix,
  lists: Lists,
): { readonly combinations: readonly Combination[] } | Refused {
  const entries = Object.entries(lists);
  const count = entries.reduce((product, [, list]) => product * list.length, 1);
  if (count > combinationLimit) {
    const message = `A matrix must have at most ${combinationLimit} combinations, got ${count}.`;
    return { problem: { message, hint: 'Shorten its lists, or split the task.' } };
  }
  let rows: readonly Readonly<Record<string, unknown>>[] = [{}];
  for (const [name, list] of entries) {
    rows = rows.flatMap((row) => list.map((value) => ({ ...row, [name]: value })));
  }
  const excluded = matrix.exclude ?? [];
  const kept = rows.filter((row) => !excluded.some((one) => matches(row, one)));
  return { combinations: withIds(kept) };
}

function withIds(rows: readonly Readonly<Record<string, unknown>>[]): readonly Combination[] {
  const seen = new Map<string, number>();
  return rows.map((values) => {
    const title = Object.values(values).map(titleOf).join(', ');
    const id = idOf(title);
    const times = (seen.get(id) ?? 0) + 1;
    seen.set(id, times);
    return { id: times === 1 ? id : `${id}-${times}`, title, values };
  });
}

const idLength = 20;

/** Short, and different where the titles are, although letters other than ASCII and signs are left out. */
function idOf(title: string): string {
  const plain = title.toLowerCase().replaceAll(', ', '-');
  const id = idFrom(title).replace(/^t-/, '');
  return id === plain && id.length <= idLength
    ? id
    : `${id.slice(0, 11)}-${shortHash(title)}`.replace(/^-+|--+/g, '');
}

function titleOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function matches(
  row: Readonly<Record<string, unknown>>,
  excluded: Readonly<Record<string, unknown>>,
): boolean {
  return Object.entries(excluded).every(
    ([name, value]) => JSON.stringify(row[name]) === JSON.stringify(value),
  );
}

function notList(name: string, value: unknown): Refused {
  const text = JSON.stringify(value ?? null);
  const got = text.length > 60 ? `a value of ${text.length} characters` : text;
  return {
    problem: {
      message: `\`matrix.values.${name}\` must be a list, got ${got}.`,
      hint: 'Use `split` or `fromJson` to make a list of a text.',
    },
  };
}
