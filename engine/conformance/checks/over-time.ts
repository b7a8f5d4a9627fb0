import { broken, type Check, keptIf, type Proof } from '../check.ts';
import { type Ended, isRecord, rawFailure, rawResult, told } from '../trial.ts';

/** Stopping and waiting: clauses T and W. */
export const timeChecks: readonly Check[] = [
  {
    clause: 'T2',
    async prove(proof) {
      const ended = await proof.again({}, { stops: true });
      if (!ended.wasStopped) return undefined;
      const { code } = rawFailure(ended);
      const kept = ended.status === 143 && (code === undefined || code === 'CANCELLED');
      return keptIf(kept, `Asked to stop, ${told(ended)}.`);
    },
  },
  {
    clause: 'T4',
    async prove(proof) {
      const ended = await proof.again(
        {},
        facts(proof, { deadline: new Date(Date.now() + 2_500).toISOString() }),
      );
      if (ended.tookMs < 2_000) return undefined;
      const { code } = rawFailure(ended);
      return keptIf(
        ended.tookMs < 12_000 && ended.status === 124 && code === 'TIMEOUT',
        `At its deadline ${told(ended)}.`,
      );
    },
  },
  {
    clause: 'W1',
    async prove(proof) {
      const ended = await suspended(proof);
      if (ended.status !== 79) return undefined;
      const wait = rawResult(ended)?.wait;
      const until = isRecord(wait) && typeof wait.until === 'string' && !Number.isNaN(Date.parse(wait.until));
      return keptIf(
        until && isRecord(wait) && typeof wait.reason === 'string',
        'It ended with 79, and `result.json` does not say until when and why.',
      );
    },
  },
  {
    clause: 'W2',
    async prove(proof) {
      const first = await suspended(proof);
      const state = first.step.get('out/state.json');
      if (first.status !== 79 || state === undefined) return undefined;
      const more = facts(proof, { suspendable: true, start: 2, name: 'conformance-1-task-1-s2' });
      const ended = await proof.again(
        { STEPYARD_STATE: '/step/in/state.json' },
        { files: { ...more.files, 'in/state.json': { content: state } } },
      );
      return keptIf([0, 79].includes(ended.status), `Started again with its own state, ${told(ended)}.`);
    },
  },
  {
    clause: 'W4',
    async prove(proof) {
      const bare = [proof.baseline, ...proof.ended().filter((ended) => !suspensions.has(ended))];
      if (bare.some(({ status }) => status === 79))
        return broken('It ended with 79 although `suspendable` was not set.');
      return 'kept';
    },
  },
  {
    clause: 'W6',
    async prove(proof) {
      const first = await suspended(proof);
      const state = first.step.get('out/state.json');
      const wait = rawResult(first)?.wait;
      if (first.status !== 79 || state === undefined || !isRecord(wait) || wait.undo !== true)
        return undefined;
      const more = facts(proof, {
        suspendable: true,
        cancelled: true,
        start: 2,
        name: 'conformance-1-task-1-s2',
      });
      const ended = await proof.again(
        { STEPYARD_STATE: '/step/in/state.json' },
        { files: { ...more.files, 'in/state.json': { content: state } } },
      );
      const kept = ended.status === 143 && rawResult(ended)?.status === 'aborted';
      return keptIf(kept, `Started to undo what it waits for, ${told(ended)}.`);
    },
  },
];

const suspensions = new WeakSet<Ended>();

async function suspended(proof: Proof): Promise<Ended> {
  const ended = await proof.again({}, facts(proof, { suspendable: true }));
  suspensions.add(ended);
  return ended;
}

/** The task facts, with some of them changed. */
function facts(proof: Proof, change: object) {
  const file = proof.given.files?.['in/task.json'];
  const before: unknown = JSON.parse(String(file?.content ?? '{}'));
  const now = isRecord(before) ? { ...before, ...change } : change;
  return { files: { ...proof.given.files, 'in/task.json': { content: JSON.stringify(now) } } };
}
