import { isRecord } from '@stepyard/contract/json';
import { type Check, type Finding, keptIf, type Proof } from '../check.ts';
import { type Ended, jsonIn, rawFailure, told } from '../trial.ts';

/** Effects that must not happen twice: clauses C. */
export const claimChecks: readonly Check[] = [
  {
    clause: 'C1',
    prove: async (proof) =>
      ofClaims(proof.baseline, (name) =>
        keptIf(
          /^[A-Za-z0-9][\w.-]{0,99}?(@\d+)?\.json$/.test(name),
          `A claim has the name ${JSON.stringify(name)}.`,
        ),
      ),
  },
  {
    clause: 'C2',
    prove: async (proof) =>
      ofClaims(proof.baseline, (name, entry) => {
        const whole =
          isRecord(entry) &&
          Number.isInteger(entry.attempt) &&
          Number.isInteger(entry.start) &&
          typeof entry.key === 'string';
        return keptIf(
          whole && ['claimed', 'done', 'refused'].includes(String(entry.state)),
          `The entry ${name} is not of the form of a claim.`,
        );
      }),
  },
  {
    clause: 'C3',
    prove: async (proof) =>
      ofClaims(proof.baseline, (name, entry) => {
        const key = `conformance-1-task-${effectOf(name)}`;
        return keptIf(isRecord(entry) && entry.key === key, `The key of ${name} must be ${key}.`);
      }),
  },
  {
    clause: 'C4',
    async prove(proof) {
      const ended = await withEntry(proof, { attempt: 2, start: 1, state: 'claimed' });
      if (ended === undefined) return undefined;
      const { code } = rawFailure(ended);
      return keptIf(
        ended.status === 1 && (code === undefined || code === 'SUPERSEDED'),
        `A later attempt has claimed the effect, but ${told(ended)}.`,
      );
    },
  },
  {
    clause: 'C5',
    async prove(proof) {
      const effect = effectsOf(proof.baseline)[0];
      const before = effect && jsonIn(proof.baseline.step.get(`claims/${effect}.json`));
      // Only the step itself knows what the result of an effect looks like that it has done.
      if (!isRecord(before) || before.state !== 'done') return undefined;
      const done = await withEntry(proof, { attempt: 1, start: 1, state: 'done', result: before.result }, 2);
      if (done === undefined) return undefined;
      if (done.status !== proof.baseline.status)
        return keptIf(false, `The effect is done already, but ${told(done)}.`);
      const claimed = await withEntry(proof, { attempt: 1, start: 1, state: 'claimed' }, 2);
      const { code } = claimed === undefined ? {} : rawFailure(claimed);
      const asked =
        claimed !== undefined && (claimed.status === 0 || code === 'OUTCOME_UNKNOWN' || claimed.status === 1);
      const again = effectsOf(done).length > effectsOf(proof.baseline).length;
      return keptIf(asked && !again, 'It did an effect again that is done already.');
    },
  },
];

function ofClaims(ended: Ended, look: (name: string, entry: unknown) => Finding): Finding {
  const found = [...ended.step].filter(([path]) => path.startsWith('claims/') && !path.endsWith('.tmp'));
  if (found.length === 0) return undefined;
  return (
    found
      .map(([path, content]) => look(path.replace('claims/', ''), jsonIn(content)))
      .find((one) => one !== 'kept') ?? 'kept'
  );
}

function effectsOf({ step }: Ended): readonly string[] {
  return [...step.keys()].flatMap((path) => /^claims\/([\w.-]+(?:@\d+)?)\.json$/.exec(path)?.[1] ?? []);
}

function effectOf(name: string): string {
  return name.replace(/(@\d+)?\.json$/, '');
}

/** Starts it with the effect in a state that another start left. */
async function withEntry(proof: Proof, entry: object, attempt = 1): Promise<Ended | undefined> {
  const [effect] = effectsOf(proof.baseline);
  if (effect === undefined) return undefined;
  const content = JSON.stringify({ key: `conformance-1-task-${effect}`, ...entry });
  const task: unknown = JSON.parse(String(proof.given.files?.['in/task.json']?.content ?? '{}'));
  const facts = { ...(isRecord(task) ? task : {}), attempt, name: `conformance-1-task-${attempt}` };
  return proof.again(
    {},
    {
      files: {
        ...proof.given.files,
        'in/task.json': { content: JSON.stringify(facts) },
        [`claims/${effect}.json`]: { content, mode: 0o666, own: true },
      },
    },
  );
}
