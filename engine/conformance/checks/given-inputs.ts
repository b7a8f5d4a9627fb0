import { type CasesField, inputVariable } from '@stepyard/catalog';
import { broken, type Check, freeTexts, keptIf, type Proof, typedInputs } from '../check.ts';
import { type Ended, rawFailure, sameEnd, told } from '../trial.ts';

const nonsense = 'no-such-value';

/** How inputs are read: clauses I1 to I7, I12 to I15. */
export const givenInputChecks: readonly Check[] = [
  {
    clause: 'I1',
    async prove(proof) {
      const [input] = typedInputs(proof);
      if (input === undefined) return undefined;
      const variable = inputVariable([input.name]);
      const ended = await withFile(proof, variable, nonsense, input.fits);
      return keptIf(
        sameEnd(ended, proof.baseline),
        `${variable}_FILE went before ${variable}: ${told(ended)}.`,
      );
    },
  },
  {
    clause: 'I2',
    async prove(proof) {
      const typed = typedInputs(proof);
      const input = typed.find(({ name }) => /[A-Z-]/.test(name)) ?? typed[0];
      if (input === undefined) return undefined;
      const variable = inputVariable([input.name]);
      const ended = await proof.again({ [variable]: nonsense });
      return keptIf(ended.status === 2, `${variable}=${nonsense} was not read: ${told(ended)}.`);
    },
  },
  {
    clause: 'I3',
    async prove(proof) {
      // What has its default anyway may be empty as well as absent.
      const open = Object.entries(proof.manifest.inputs).flatMap(([name, field]) => {
        const variable = inputVariable([name]);
        const usual = 'default' in field && String(field.default) === proof.given.env[variable];
        const absent =
          proof.given.env[variable] === undefined && proof.given.env[`${variable}_FILE`] === undefined;
        return usual || absent ? [variable] : [];
      });
      if (open.length === 0) return undefined;
      const ended = await proof.again(Object.fromEntries(open.map((name) => [name, ''])));
      return keptIf(
        sameEnd(ended, proof.baseline),
        `With ${open.map((name) => `${name}=`).join(' ')} ${told(ended)}.`,
      );
    },
  },
  {
    clause: 'I4',
    async prove(proof) {
      const [input] = typedInputs(proof);
      if (input === undefined) return undefined;
      const variable = inputVariable([input.name]);
      for (const end of ['\n', '\r\n']) {
        const ended = await withFile(proof, variable, `${input.fits}${end}`, undefined);
        if (!sameEnd(ended, proof.baseline))
          return broken(
            `A file for \`${input.name}\` with ${JSON.stringify(end)} at its end: ${told(ended)}.`,
          );
      }
      return 'kept';
    },
  },
  {
    clause: 'I5',
    async prove(proof) {
      const wrong: Readonly<Record<string, readonly string[]>> = {
        integer: ['01', '1e3', '1.5'],
        number: ['01', '1,5'],
        boolean: ['yes', '1'],
      };
      const cases = typedInputs(proof).flatMap(({ name, field }) =>
        (wrong[field.type] ?? []).map((text) => ({ name, text })),
      );
      if (cases.length === 0) return undefined;
      for (const { name, text } of firstOfEach(cases)) {
        const ended = await proof.again({ [inputVariable([name])]: text });
        if (ended.status !== 2)
          return broken(
            `${JSON.stringify(text)} was taken for \`${name}\`, of type ${proof.manifest.inputs[name]?.type}: ${told(ended)}.`,
          );
      }
      return 'kept';
    },
  },
  {
    clause: 'I6',
    async prove(proof) {
      const found = Object.entries(proof.manifest.inputs).filter(
        ([, field]) => 'items' in field || 'additionalProperties' in field || 'properties' in field,
      );
      if (found.length === 0) return undefined;
      for (const [name, field] of found) {
        for (const text of ['[', ...('items' in field ? [] : ['{"__proto__":{"x":1}}'])]) {
          const ended = await proof.again({ [inputVariable([name])]: text });
          if (ended.status !== 2) return broken(`${text} was taken for \`${name}\`: ${told(ended)}.`);
        }
      }
      return 'kept';
    },
  },
  {
    clause: 'I7',
    async prove(proof) {
      const found = Object.entries(proof.manifest.inputs).flatMap(([name, field]) =>
        'cases' in field ? strangers(name, field, proof.values[name]) : [],
      );
      const [one] = found;
      if (one === undefined) return undefined;
      const variable = inputVariable(one);
      const ended = await proof.again({ [variable]: 'x' });
      return keptIf(
        ended.status === 2,
        `${variable}, a field of another case, was not refused: ${told(ended)}.`,
      );
    },
  },
  {
    clause: 'I12',
    async prove(proof) {
      const ended = await proof.again({ INPUT_SURELYUNKNOWN: 'x' });
      const { code } = rawFailure(ended);
      const kept = ended.status === 2 && (code === undefined || code === 'INPUT_UNKNOWN');
      return keptIf(kept, `INPUT_SURELYUNKNOWN was not refused with INPUT_UNKNOWN: ${told(ended)}.`);
    },
  },
  {
    clause: 'I14',
    async prove(proof) {
      const [typed] = typedInputs(proof);
      const second = typed === undefined ? {} : { [inputVariable([typed.name])]: nonsense };
      const ended = await proof.again({ INPUT_SURELYUNKNOWN: proof.secret, ...second });
      const said = `${ended.log} ${JSON.stringify(rawFailure(ended))}`.toLowerCase();
      if (ended.status !== 2) return broken(`Two wrong inputs: ${told(ended)}.`);
      const missing = ['surelyunknown', ...(typed === undefined ? [] : [typed.name.toLowerCase()])].filter(
        (word) => !said.includes(word),
      );
      return keptIf(
        missing.length === 0,
        `Of two wrong inputs ${missing.join(' and ')} was not named: ${told(ended)}.`,
      );
    },
  },
  {
    clause: 'I15',
    async prove(proof) {
      for (const name of freeTexts(proof)) {
        const variable = inputVariable([name]);
        // Other inputs may forbid any value of this one.
        if ((await proof.again({ [variable]: 'plain' })).status === 2) continue;
        const ended = await proof.again({ [variable]: '${{ inputs.other }}' });
        return keptIf(
          ended.status !== 2,
          `\`${name}\` with an expression in it was not taken as text: ${told(ended)}.`,
        );
      }
      return undefined;
    },
  },
];

/** The first case of each input, and the first of all for each text: enough to see the rule, soon. */
function firstOfEach<T extends { readonly name: string; readonly text: string }>(
  cases: readonly T[],
): readonly T[] {
  const kinds = new Set<string>();
  return cases.filter(({ text }) => !kinds.has(text) && kinds.add(text));
}

function withFile(
  proof: Proof,
  variable: string,
  content: string,
  value: string | undefined,
): Promise<Ended> {
  const path = 'in/given-by-file';
  return proof.again(
    { [variable]: value, [`${variable}_FILE`]: `/step/${path}` },
    { files: { ...proof.given.files, [path]: { content } } },
  );
}

/** Fields of cases that are not chosen, and that no chosen one has. */
function strangers(name: string, field: CasesField, value: unknown): readonly (readonly string[])[] {
  const chosen =
    typeof value === 'object' && value !== null && 'case' in value ? String(value.case) : field.default;
  if (chosen === undefined) return [];
  const own = Object.keys(field.cases[chosen]?.fields ?? {});
  return Object.values(field.cases).flatMap(({ fields }) =>
    Object.keys(fields).flatMap((one) => (own.includes(one) ? [] : [[name, one]])),
  );
}
