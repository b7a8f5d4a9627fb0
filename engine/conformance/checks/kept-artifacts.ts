import { createHash } from 'node:crypto';
import { isRecord } from '@stepyard/contract/json';
import { type Check, type Finding, keptIf, type Proof } from '../check.ts';
import { jsonIn } from '../trial.ts';

/** Artifacts that a step collects itself: clauses A3 to A5. */
export const artifactChecks: readonly Check[] = [
  {
    clause: 'A3',
    prove: async (proof) =>
      ofEntries(proof, ({ name }) => {
        const inside = typeof name === 'string' && !name.startsWith('/') && !name.split('/').includes('..');
        return keptIf(
          inside && proof.baseline.workspace.has(String(name)),
          `It kept ${JSON.stringify(name)}, which is no file of the workspace.`,
        );
      }),
  },
  {
    clause: 'A4',
    prove: async (proof) =>
      ofEntries(proof, ({ name, offset, size, sha256, updatedAt, mode, type, pack }) => {
        const numbers = [offset, size, mode].every((one) => Number.isSafeInteger(one));
        const texts = [name, updatedAt, type, pack].every((one) => typeof one === 'string');
        return keptIf(
          numbers && texts && /^[0-9a-f]{64}$/.test(String(sha256)),
          `An entry of artifacts.json lacks a field: ${JSON.stringify(name)}.`,
        );
      }),
  },
  {
    clause: 'A5',
    prove: async (proof) =>
      ofEntries(proof, ({ name, offset, size, sha256, pack }) => {
        const bytes = proof.baseline.step.get(`artifacts/${pack}`);
        if (bytes === undefined)
          return keptIf(false, `The object ${JSON.stringify(pack)} is not in the store.`);
        const signed =
          Buffer.from(bytes.subarray(0, 8)).toString() === 'SYPACK1\n' &&
          Buffer.from(bytes.subarray(-8)).toString() === 'SYINDEX1';
        if (!signed) return keptIf(false, `The object ${pack} is no pack.`);
        const content = bytes.subarray(Number(offset), Number(offset) + Number(size));
        return keptIf(
          createHash('sha256').update(content).digest('hex') === sha256,
          `The pack ${pack} does not hold ${name} where its entry says.`,
        );
      }),
  },
];

function ofEntries(
  { baseline }: Proof,
  look: (entry: Readonly<Record<string, unknown>>) => Finding,
): Finding {
  const list = jsonIn(baseline.step.get('out/artifacts.json'));
  if (!Array.isArray(list) || list.length === 0) return undefined;
  return list.map((entry) => look(isRecord(entry) ? entry : {})).find((one) => one !== 'kept') ?? 'kept';
}
