import { StepError } from '@stepyard/contract';

const atOnce = 8;
const shown = 20;

/**
 * Does the work for all, some at a time, in their order.
 * @throws StepError with the problems of all of them; what is no refusal of one of them ends it at once
 */
export async function together<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, R>();
  const problems = new Map<number, StepError>();
  const queue = [...items.entries()];
  async function worker(): Promise<void> {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, item] = next;
      try {
        results.set(index, await work(item));
      } catch (error) {
        if (!(error instanceof StepError) || endsAll.has(error.code)) {
          queue.length = 0;
          throw error;
        }
        problems.set(index, error);
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  if (problems.size > 0) throw combined(sorted(problems));
  return sorted(results);
}

/** Not said of one object, but of the cluster or of the step. */
const endsAll = new Set(['UNREACHABLE', 'TLS_UNTRUSTED', 'RATE_LIMITED', 'TIMEOUT', 'CANCELLED', 'INTERNAL']);

function sorted<R>(found: ReadonlyMap<number, R>): R[] {
  return [...found.entries()].sort(([a], [b]) => a - b).map(([, value]) => value);
}

/** Several problems as one; the first says the code. */
export function combined(problems: readonly StepError[]): StepError {
  const [first] = problems;
  if (first !== undefined && problems.length === 1) return first;
  const some = problems.slice(0, shown);
  const more = problems.length - some.length;
  const message = some.map((problem) => problem.message).join('\n');
  return new StepError(first?.code ?? 'REJECTED', `${message}${more > 0 ? `\nAnd ${more} more.` : ''}`, {
    hint: [...new Set(some.map(({ hint }) => hint))].join('\n'),
  });
}
