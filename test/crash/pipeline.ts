import type { Plan } from '@stepyard/pipeline';
import { samplePlan, type TaskSketch } from '../../engine/testing/plan.ts';

/** Tasks that use all that the engine can do, each of which writes into the ledger: 60, or 18 where each takes long. */
export function crashPlan(ledger: string, short = false): Plan {
  const few = (count: number) => (short ? Math.ceil(count / 6) : count);
  const task = (id: string, text: string, more: Partial<TaskSketch> = {}): TaskSketch => ({
    id,
    with: { text },
    env: { LEDGER: ledger },
    retries: 2,
    ...more,
  });
  const many = (prefix: string, count: number, text = 'pass', more: Partial<TaskSketch> = {}) =>
    Array.from({ length: count }, (_, index) => task(`${prefix}${index}`, text, more));
  const fromList = { values: { part: { expression: '${{ tasks.list.outputs.list }}' } }, maxParallel: 2 };
  return samplePlan(
    [
      { tasks: [...many('a', few(12)), ...many('flaky', few(2), 'flaky'), task('list', 'list')] },
      { parallel: false, tasks: many('s', few(6)) },
      {
        scope: { tasks: 3 },
        tasks: [
          task('m', 'pass', { matrix: fromList }),
          task('waits', 'wait'),
          task('may-fail', 'fail', { allowFailure: true }),
          ...many('b', few(9)),
        ],
      },
      {
        tasks: [
          task('never', 'pass', { when: { expression: '${{ false }}' } }),
          task('after', 'pass', { needs: ['never'] }),
          task('told', 'pass', { with: { text: { expression: '${{ tasks.a0.outputs.jar }}' } } }),
          ...many('c', few(10), 'pass', { needs: ['after'] }),
        ],
      },
      { tasks: [task('breaks', 'fail'), ...many('d', few(6))] },
      { tasks: many('skipped', 2) },
    ],
    { pipeline: 'crash', last: [task('clean', 'pass'), task('tell', 'flaky')] },
  );
}
