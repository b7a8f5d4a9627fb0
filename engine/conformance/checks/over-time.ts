import { isRecord } from '@stepyard/contract/json';
import { broken, type Check, keptIf, type Proof } from '../check.ts';
import { type Ended, rawFailure, rawResult, sameEnd, type TrialFile, told } from '../trial.ts';

/** A deadline comes so long after the start at the latest. */
const deadlineMs = 2_500;
const longestStopMs = 10_000;

/** Stopping and waiting: clauses T and W. */
export const timeChecks: readonly Check[] = [
  {
    clause: 'T2',
    async prove(proof) {
      const ended = await proof.again({}, { stops: true });
      if (!ended.wasStopped || isOverTooSoon(ended, proof)) return undefined;
      const { code } = rawFailure(ended);
      const kept = ended.status === 143 && (code === undefined || code === 'CANCELLED');
      return keptIf(kept, `Asked to stop, ${told(ended)}.`);
    },
  },
  {
    clause: 'T4',
    async prove(proof) {
      const deadline = new Date(Date.now() + deadlineMs).toISOString();
      const ended = await proof.again({}, facts(proof, { deadline }));
      if (isOverTooSoon(ended, proof)) return undefined;
      const { code } = rawFailure(ended);
      return keptIf(
        ended.tookMs < deadlineMs + longestStopMs && ended.status === 124 && code === 'TIMEOUT',
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
      const ended = await resumed(proof, first, state);
      return keptIf([0, 79].includes(ended.status), `Started again with its own state, ${told(ended)}.`);
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
      const ended = await resumed(proof, first, state, { cancelled: true });
      const kept = ended.status === 143 && rawResult(ended)?.status === 'aborted';
      return keptIf(kept, `Started to undo what it waits for, ${told(ended)}.`);
    },
  },
];

/** What holds of every start that the clauses asked for. */
export const everyStartChecks: readonly Check[] = [
  {
    clause: 'W4',
    async prove(proof) {
      const bare = [proof.baseline, ...proof.ended().filter((ended) => !suspendable.has(ended))];
      if (bare.some(({ status }) => status === 79))
        return broken('It ended with 79 although `suspendable` was not set.');
      return 'kept';
    },
  },
];

/** It ended as without being stopped, so soon that the stop may have come before it heard of it, or after its end. */
function isOverTooSoon(ended: Ended, { baseline }: Proof): boolean {
  return sameEnd(ended, baseline) && ended.tookMs < deadlineMs + 1_000;
}

/** The starts that were allowed to suspend themselves. */
const suspendable = new WeakSet<Ended>();

async function suspended(proof: Proof): Promise<Ended> {
  const ended = await proof.again({}, facts(proof, { suspendable: true }));
  suspendable.add(ended);
  return ended;
}

/** Starts it again with its state and its claims. */
async function resumed(proof: Proof, first: Ended, state: Uint8Array, more: object = {}): Promise<Ended> {
  const change = { suspendable: true, start: 2, name: 'conformance-1-task-1-s2', ...more };
  const files = { ...facts(proof, change).files, ...claimsOf(first), 'in/state.json': { content: state } };
  const ended = await proof.again({ STEPYARD_STATE: '/step/in/state.json' }, { files });
  suspendable.add(ended);
  return ended;
}

/** What the start has claimed, which all starts of the task share. */
function claimsOf({ step }: Ended): Readonly<Record<string, TrialFile>> {
  const claims = [...step].filter(([path]) => path.startsWith('claims/'));
  return Object.fromEntries(claims.map(([path, content]) => [path, { content, mode: 0o666, own: true }]));
}

/** The task facts, with some of them changed. */
function facts(proof: Proof, change: object) {
  const file = proof.given.files?.['in/task.json'];
  const before: unknown = JSON.parse(String(file?.content ?? '{}'));
  const now = isRecord(before) ? { ...before, ...change } : change;
  return { files: { ...proof.given.files, 'in/task.json': { content: JSON.stringify(now) } } };
}
