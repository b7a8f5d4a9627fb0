import { type FailureCode, failures, outFiles } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import { broken, type Check, type Finding, keptIf, type Proof } from '../check.ts';
import { type Ended, rawFailure, rawResult, told } from '../trial.ts';
import { readLeft } from './read-left.ts';
import { holds } from './surroundings.ts';

/** What a step writes in STEPYARD_OUT, and how it ends: clauses O, R, F, X and L3. */
export const reportChecks: readonly Check[] = [
  { clause: 'O2', prove: (proof) => provedByLinks(proof) },
  {
    clause: 'O3',
    async prove(proof) {
      const { problems } = await readLeft(proof.baseline, proof.manifest);
      const wrong = problems.find(
        (problem) =>
          /output/.test(problem) && !isName(problem) && !problem.startsWith('result.json: `failure'),
      );
      return keptIf(wrong === undefined, wrong ?? '');
    },
  },
  {
    clause: 'O5',
    async prove({ baseline }) {
      const outputs = rawResult(baseline)?.outputs;
      const files = [...baseline.step.keys()].flatMap((path) => /^out\/outputs\/(.*)$/.exec(path)?.[1] ?? []);
      const names = [...(isRecord(outputs) ? Object.keys(outputs) : []), ...files];
      const wrong = names.filter((name) => !/^[A-Za-z][\w-]{0,99}$/.test(name));
      return names.length === 0
        ? undefined
        : keptIf(wrong.length === 0, `An output has the name ${JSON.stringify(wrong[0])}.`);
    },
  },
  {
    clause: 'O7',
    async prove(proof) {
      const leak = everyEnd(proof).flatMap(({ step }) =>
        [...step].filter(([path, content]) => path.startsWith('out/') && holds(content, proof.secret)),
      )[0];
      return keptIf(leak === undefined, `A secret stands in ${leak?.[0].replace('out/', '')}.`);
    },
  },
  {
    clause: 'R1',
    async prove(proof) {
      const { problems } = await readLeft(proof.baseline, proof.manifest);
      const wrong = problems.find(
        (problem) => problem.startsWith(outFiles.result) && !/`failure\.|outputs/.test(problem),
      );
      if (wrong !== undefined) return broken(wrong);
      return rawResult(proof.baseline) === undefined ? undefined : 'kept';
    },
  },
  {
    clause: 'R2',
    async prove(proof) {
      await failing(proof);
      for (const failure of failuresOf(proof)) {
        for (const key of ['message', 'hint'] as const) {
          const text = failure[key];
          if (typeof text !== 'string' || text === '')
            return broken(`A failure must have a \`${key}\`, got ${JSON.stringify(text ?? null)}.`);
          if (text.length > 4096) return broken(`The \`${key}\` of a failure has ${text.length} characters.`);
          if (holds(text, proof.secret)) return broken(`The \`${key}\` of a failure holds a secret.`);
        }
      }
      return failuresOf(proof).length > 0 ? 'kept' : undefined;
    },
  },
  {
    clause: 'R3',
    async prove(proof) {
      await failing(proof);
      const codes = failuresOf(proof).flatMap(({ code }) => (isFailureCode(code) ? [code] : []));
      const outside = codes.find((code) => !('exit' in failures[code]));
      if (outside !== undefined) return broken(`${outside} is given by those who see the step from outside.`);
      return codes.length > 0 ? 'kept' : undefined;
    },
  },
  {
    clause: 'R5',
    async prove({ baseline }) {
      const result = rawResult(baseline);
      if (baseline.termination === undefined || result === undefined) return undefined;
      const short = parsed(baseline.termination);
      if (!isRecord(short) || short.status !== result.status)
        return broken(
          `/dev/termination-log must hold the short result, got ${JSON.stringify(baseline.termination.slice(0, 80))}.`,
        );
      return keptIf(
        Buffer.byteLength(baseline.termination) <= 4096,
        '/dev/termination-log has more than 4096 bytes.',
      );
    },
  },
  {
    clause: 'F1',
    async prove(proof) {
      await failing(proof);
      const found = failuresOf(proof);
      const strange = found.find(({ code }) => !isFailureCode(code));
      if (strange !== undefined) return broken(`There is no code ${JSON.stringify(strange.code ?? null)}.`);
      return found.length > 0 ? 'kept' : undefined;
    },
  },
  {
    clause: 'X1',
    async prove(proof) {
      await failing(proof);
      let seen = false;
      for (const ended of everyEnd(proof)) {
        const expected = statusOf(ended);
        if (expected === undefined) continue;
        seen = true;
        if (ended.status !== expected)
          return broken(
            `With the result ${JSON.stringify(rawFailure(ended).code ?? rawResult(ended)?.status)} it must end with ${expected}, but ${told(ended)}.`,
          );
      }
      return seen ? 'kept' : undefined;
    },
  },
  {
    clause: 'L3',
    async prove({ baseline, secret }) {
      const shown = baseline.processes.find(({ text }) => (text.split(/ \w+=/)[0] ?? '').includes(secret));
      return keptIf(shown === undefined, 'A secret stood in the arguments of a program.');
    },
  },
];

/**
 * Each file has a second name. One that is written in place changes under both; one that takes the place of the
 * file of that name leaves the other as it was.
 */
async function provedByLinks(proof: Proof): Promise<Finding> {
  const names = [...proof.baseline.step.keys()]
    .flatMap((path) => /^out\/([\w.-]+)$/.exec(path)?.[1] ?? [])
    .filter((name) => !name.endsWith('.tmp'));
  if (names.length === 0) return undefined;
  const files = Object.fromEntries(
    names.map((name) => [`out/${name}`, { content: 'before', mode: 0o666, own: true as const }]),
  );
  const links = Object.fromEntries(names.map((name) => [`second-${name}`, name]));
  const ended = await proof.again({}, { files: { ...proof.given.files, ...files }, links });
  const inPlace = names.find(
    (name) => Buffer.from(ended.step.get(`out/second-${name}`) ?? []).toString() !== 'before',
  );
  return keptIf(
    inPlace === undefined,
    `${inPlace} was written in place, so that a reader may see a part of it.`,
  );
}

/** An end that is a failure, to look at what is said of it. */
async function failing(proof: Proof): Promise<void> {
  await proof.again({ INPUT_SURELYUNKNOWN: 'x' });
}

function everyEnd(proof: Proof): readonly Ended[] {
  return [proof.baseline, ...proof.ended()];
}

function failuresOf(proof: Proof): readonly Readonly<Record<string, unknown>>[] {
  return everyEnd(proof)
    .map(rawFailure)
    .filter((failure) => Object.keys(failure).length > 0);
}

/** The exit status that the result asks for. */
function statusOf(ended: Ended): number | undefined {
  const status = rawResult(ended)?.status;
  if (status === 'success' || status === 'warning') return 0;
  if (status === 'suspended') return 79;
  const { code } = rawFailure(ended);
  const kind = isFailureCode(code) ? failures[code] : undefined;
  return kind !== undefined && 'exit' in kind ? kind.exit : undefined;
}

function isName(problem: string): boolean {
  return /name|letter/i.test(problem);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isFailureCode(code: unknown): code is FailureCode {
  return typeof code === 'string' && Object.hasOwn(failures, code);
}
