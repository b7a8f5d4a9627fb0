import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type StageSketch, samplePlan } from '../testing/plan.ts';
import type { Command } from './command.ts';
import type { Outcome, RunEvent } from './event.ts';
import { next } from './next.ts';
import { pendingCommands } from './pending.ts';
import { stateOfRun, stateOfTask } from './shown.ts';
import type { RunState } from './state.ts';

const outcomes: readonly Outcome[] = [
  { status: 'success', outputs: { n: 1 } },
  { status: 'warning' },
  { status: 'success' },
  { status: 'success' },
  {
    status: 'failed',
    retried: 'no',
    failure: { class: 'user', code: 'TOOL_FAILED', message: 'm', hint: 'h' },
  },
  {
    status: 'failed',
    retried: 'yes',
    failure: { class: 'dependency', code: 'UNREACHABLE', message: 'm', hint: 'h' },
  },
  {
    status: 'failed',
    retried: 'once',
    failure: { class: 'infrastructure', code: 'INTERNAL', message: 'm', hint: 'h' },
  },
  { status: 'suspended', wait: { until: 1, callback: false, reason: 'r' } },
  { status: 'suspended', wait: { until: 1, callback: false, reason: 'r', undo: true } },
];

const task = fc.record({
  allowFailure: fc.boolean(),
  retries: fc.nat(2),
  when: fc.option(fc.constant({ expression: '${{ true }}' }), { nil: undefined }),
  matrix: fc.option(
    fc.record({ values: fc.constant({ n: [1] }), maxParallel: fc.integer({ min: 1, max: 2 }) }),
    {
      nil: undefined,
      freq: 6,
    },
  ),
  cpu: fc.constantFrom(0, 500, 1000, 3000),
  needs: fc.array(fc.nat(30), { maxLength: 3 }),
});
const stage = fc.record({
  parallel: fc.boolean(),
  scope: fc.option(fc.record({ cpu: fc.constantFrom(1000, 2000), tasks: fc.integer({ min: 1, max: 3 }) }), {
    nil: undefined,
  }),
  tasks: fc.array(task, { maxLength: 7 }),
});
const graph = fc.record({
  stages: fc.array(stage, { maxLength: 4 }),
  last: fc.array(task, { maxLength: 2 }),
});

type Graph = typeof graph extends fc.Arbitrary<infer G> ? G : never;

/** Needs point back only: the number picks one of the tasks before, so there is no cycle. */
function created({ stages, last }: Graph): RunEvent {
  let made = 0;
  const tolerant: string[] = [];
  const named = (sketch: Graph['last'][number]) => {
    const id = `t${made}`;
    const needs = made === 0 ? [] : sketch.needs.map((need) => `t${need % made}`);
    made += 1;
    if (sketch.needs.length === 1) tolerant.push(id);
    return { ...sketch, id, needs };
  };
  const sketches = stages.map((of): StageSketch => ({ ...of, scope: of.scope, tasks: of.tasks.map(named) }));
  const plan = samplePlan(sketches, { last: last.map(named) });
  const retry = { baseMs: 1, maxMs: 8 };
  return { type: 'created', at: 0, run: 'r-1', number: 1, project: 'p', plan, retry, tolerant };
}

/** What happens to an attempt depends on its name alone, whatever the order in which things happen. */
function answer(command: Command, at: number, seed: number): readonly RunEvent[] {
  if (command.type === 'evaluate') {
    const luck = hash(`${command.task} ${seed}`);
    const matrix = Array.from({ length: luck % 4 }, (_, n) => ({ id: `${n}`, title: `${n}`, values: { n } }));
    return [{ type: 'evaluated', at, task: command.task, when: luck % 5 > 0, matrix }];
  }
  if (command.type === 'start') {
    const { task: key, attempt, start } = command;
    const luck = start > 2 ? 0 : hash(`${key} ${attempt} ${start} ${seed}`) % outcomes.length;
    const outcome = outcomes[luck] ?? { status: 'success' };
    return [
      { type: 'started', at, task: key, attempt, start },
      { type: 'ended', at, task: key, attempt, start, outcome },
    ];
  }
  if (command.type !== 'timer' || command.timer === 'timeout') return [];
  const { task: key, attempt, start, timer } = command;
  return [{ type: 'timer', at, task: key, attempt, start, timer }];
}

function hash(text: string): number {
  let value = 2_166_136_261;
  for (const letter of text) value = Math.imul(value ^ letter.charCodeAt(0), 16_777_619) >>> 0;
  return value >>> 3;
}

interface Chances {
  readonly order: readonly number[];
  /** At which events the state is lost and made anew from the journal. */
  readonly crashes: ReadonlySet<number>;
  readonly cancelAt: number | undefined;
}

/** Plays a run to its end in some order; after a crash only the journal and the commands derived from it are left. */
function playOut(first: RunEvent, seed: number, chances: Chances): { journal: RunEvent[]; state: RunState } {
  const journal: RunEvent[] = [first, { type: 'admitted', at: 1 }];
  let state = fold(journal);
  let queue = pendingCommands(state).flatMap((command) => answer(command, 1, seed));
  for (let turn = 0; queue.length > 0; turn += 1) {
    if (turn > 20_000) throw new Error('The run does not end.');
    if (turn === chances.cancelAt) queue.unshift({ type: 'cancelled', at: 1 });
    const pick =
      turn === chances.cancelAt ? 0 : (chances.order[turn % chances.order.length] ?? 0) % queue.length;
    const [event] = queue.splice(earliest(queue, pick), 1);
    if (event === undefined) break;
    journal.push(event);
    const { commands } = next(state, event);
    queue.push(...commands.flatMap((command) => answer(command, turn, seed)));
    if (chances.crashes.has(turn)) {
      state = fold(journal);
      queue = pendingCommands(state).flatMap((command) => answer(command, turn, seed));
    }
  }
  return { journal, state };
}

/** An attempt ends after it has started. */
function earliest(queue: readonly RunEvent[], pick: number): number {
  const event = queue[pick];
  if (event?.type !== 'ended') return pick;
  const before = queue.findIndex(
    (other) => other.type === 'started' && other.task === event.task && other.attempt === event.attempt,
  );
  return before >= 0 ? before : pick;
}

function fold(journal: readonly RunEvent[]): RunState {
  let state: RunState | undefined;
  for (const event of journal) state = next(state, event).state;
  if (state === undefined) throw new Error('The journal is empty.');
  return state;
}

function result(state: RunState): Record<string, string> {
  const ends = state.tasks.map((of) => [of.key, `${stateOfTask(state, of)} ${of.attempt}`]);
  return { ...Object.fromEntries(ends), run: stateOfRun(state) };
}

const order = fc.array(fc.nat(50), { minLength: 1, maxLength: 40 });
const crashes = fc.array(fc.nat(120), { maxLength: 6 }).map((points) => new Set(points));

describe('engine/core/replay', () => {
  it('reaches the same end in any order and with a crash at any point', () => {
    fc.assert(
      fc.property(graph, fc.nat(1000), order, order, crashes, (of, seed, one, other, points) => {
        const first = created(of);
        const calm = playOut(first, seed, { order: one, crashes: new Set(), cancelAt: undefined });
        const hard = playOut(first, seed, { order: other, crashes: points, cancelAt: undefined });
        expect(calm.state.phase).toBe('ended');
        expect(result(hard.state)).toEqual(result(calm.state));
      }),
      { numRuns: 300 },
    );
  });

  it('folds its own journal to the same state, at every event', () => {
    fc.assert(
      fc.property(graph, fc.nat(1000), order, (of, seed, one) => {
        const { journal, state } = playOut(created(of), seed, {
          order: one,
          crashes: new Set(),
          cancelAt: undefined,
        });
        expect(fold(journal)).toEqual(state);
        const text = journal.map((event) => JSON.parse(JSON.stringify(event)));
        expect(result(fold(text))).toEqual(result(state));
      }),
      { numRuns: 100 },
    );
  });

  it('ends when it is cancelled at any point, and gives all places back', () => {
    fc.assert(
      fc.property(graph, fc.nat(1000), order, crashes, fc.nat(40), (of, seed, one, points, cancelAt) => {
        const { state } = playOut(created(of), seed, { order: one, crashes: points, cancelAt });
        expect(state.phase).toBe('ended');
        expect([state.active, state.pending, state.suspended]).toEqual([0, 0, 0]);
        for (const scope of state.scopes) expect([scope.usedTasks, scope.usedCpu]).toEqual([0, 0]);
      }),
      { numRuns: 200 },
    );
  });
});
