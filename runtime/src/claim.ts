import {
  type ClaimEntry,
  claimKey,
  type FailureCode,
  StepError,
  type TaskFacts,
  variables,
} from '@stepyard/contract';
import { type ClaimStore, openClaimStore } from './claim-store.ts';
import type { Effect } from './step.ts';
import { cancelledInWait } from './wait.ts';

type Start = Pick<TaskFacts, 'run' | 'task' | 'attempt' | 'start' | 'cancelled'>;

/** Makes `step.claim`; without a platform there is one attempt only, and the effect is done at once. */
export function createClaim(
  task: Start | undefined,
  env: Readonly<Record<string, string | undefined>>,
  mask: (secret: string) => void = () => {},
): <T>(effect: Effect<T>) => Promise<T> {
  const own = new Set<string>();
  return async (effect) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(effect.name)) throw misnamed(effect.name);
    const place = env[variables.claim];
    if (task === undefined || place === undefined || place === '') {
      return await effect.perform(claimKey(task?.run ?? 'by-hand', task?.task ?? 'step', effect.name));
    }
    return await claimEffect(effect, task, await openClaimStore(place, { env, mask }), own);
  };
}

/** Does the effect, takes over its result, or finds out whether an earlier attempt did it. */
export async function claimEffect<T>(
  effect: Effect<T>,
  task: Start,
  store: ClaimStore,
  own: Set<string>,
): Promise<T> {
  const { name } = effect;
  const key = claimKey(task.run, task.task, name);
  const mine: ClaimEntry = { attempt: task.attempt, start: task.start, key, state: 'claimed' };
  for (;;) {
    const latest = await store.latest(name);
    const order = latest === undefined ? -1 : compareStarts(latest.entry, mine);
    if (order > 0 || (order === 0 && !own.has(name))) throw superseded(name, mine, latest?.entry);
    if (latest?.entry.state === 'done') return resultIn<T>(latest.entry);
    if (task.cancelled === true) throw cancelledInWait(`before \`${name}\` was done`);
    if (latest?.entry.state === 'claimed' && effect.find === undefined)
      throw unknownOutcome(name, latest.entry);
    const generation = (latest?.generation ?? 0) + 1;
    if (!(await store.create(name, generation, mine))) continue;
    own.add(name);
    const earlier = latest === undefined ? undefined : await store.read(name, latest.generation);
    const found = earlier === undefined ? undefined : await takeOver<T>(effect, earlier, key);
    const result = found === undefined ? await performed(effect, mine, store, generation) : found.result;
    await store.replace(name, generation, { ...mine, state: 'done', result });
    const last = await store.latest(name);
    if (last !== undefined && last.generation > generation) throw superseded(name, mine, last.entry);
    return result;
  }
}

/** What an earlier start did: it may have said so only after it was looked at first. */
async function takeOver<T>(
  effect: Effect<T>,
  earlier: ClaimEntry,
  key: string,
): Promise<{ result: T } | undefined> {
  if (earlier.state === 'done') return { result: resultIn<T>(earlier) };
  if (earlier.state === 'refused') return undefined;
  const result = await effect.find?.(key);
  return result === undefined ? undefined : { result };
}

/** Written by the same template for the same effect. */
function resultIn<T>({ result }: ClaimEntry): T {
  return result as T;
}

async function performed<T>(
  effect: Effect<T>,
  mine: ClaimEntry,
  store: ClaimStore,
  generation: number,
): Promise<T> {
  try {
    return await effect.perform(mine.key);
  } catch (error) {
    if (error instanceof StepError && refusals.has(error.code)) {
      await store.replace(effect.name, generation, { ...mine, state: 'refused' });
    }
    throw error;
  }
}

/** Failures after which it is certain that the outside system did nothing. */
const refusals = new Set<FailureCode>([
  'INPUT_MISSING',
  'INPUT_INVALID',
  'INPUT_UNKNOWN',
  'AUTH_FAILED',
  'NOT_FOUND',
  'TOOL_MISSING',
  'TLS_UNTRUSTED',
  'CONFLICT',
  'REJECTED',
  'RATE_LIMITED',
  'POLICY_REFUSED',
]);

function compareStarts(a: ClaimEntry, b: ClaimEntry): number {
  return a.attempt - b.attempt || a.start - b.start;
}

function superseded(name: string, mine: ClaimEntry, other: ClaimEntry | undefined): StepError {
  const by =
    other !== undefined && compareStarts(other, mine) > 0
      ? `attempt ${other.attempt}, start ${other.start} has taken it over`
      : 'another container of the same start has taken it';
  return new StepError('SUPERSEDED', `\`${name}\` was not done here: ${by}.`, {
    hint: 'Nothing has to be done; look at the result of the other one.',
  });
}

function unknownOutcome(name: string, entry: ClaimEntry): StepError {
  return new StepError(
    'OUTCOME_UNKNOWN',
    `\`${name}\` may have been done: attempt ${entry.attempt} began it and ended without saying how it went.`,
    { hint: `Look for ${entry.key} in the outside system; start a new run if it was not done.` },
  );
}

function misnamed(name: string): StepError {
  return new StepError(
    'INTERNAL',
    `the name of an effect must consist of letters, digits, dots, dashes and underscores, got ${JSON.stringify(name)}.`,
    { hint: 'This is a fault of the template; report it.' },
  );
}
