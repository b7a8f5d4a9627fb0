import { complete, type Example, type Fields, type Manifest } from '@stepyard/catalog';
import { cacheVariable, encodeInputs, inputFileVariable, inputVariable } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import { secretInputs } from './check.ts';
import type { Trial, TrialFile } from './trial.ts';

/** The values of an example, with the secret for each of its secrets; what other expressions would give is left out. */
export function exampleValues(
  manifest: Manifest,
  { with: given }: Example,
  secret: string,
): Readonly<Record<string, unknown>> {
  const plain = Object.entries(given)
    .map(([name, value]): [string, unknown] => [name, withSecret(value, secret)])
    .filter(([, value]) => !JSON.stringify(value).includes('${{'));
  return complete(manifest, Object.fromEntries(plain));
}

function withSecret(value: unknown, secret: string): unknown {
  if (typeof value === 'string') return value.replaceAll(/\$\{\{\s*secrets\.\w+\s*\}\}/g, () => secret);
  if (Array.isArray(value)) return value.map((entry) => withSecret(entry, secret));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withSecret(entry, secret)]));
}

/** A trial that gives the image these values and all that a platform gives; each secret input gets the secret. */
export function baselineTrial(
  manifest: Manifest,
  values: Readonly<Record<string, unknown>>,
  secret: string,
  workspaceFiles: ReadonlyMap<string, Uint8Array>,
): Trial {
  const encoded = encodeInputs(manifest, values);
  const files: Record<string, TrialFile> = {
    'in/event.json': { content: JSON.stringify(event) },
    'in/task.json': { content: JSON.stringify(task) },
  };
  const env: Record<string, string> = {
    ...encoded.env,
    STEPYARD_EVENT: '/step/in/event.json',
    STEPYARD_TASK: '/step/in/task.json',
    STEPYARD_OUT: '/step/out',
    STEPYARD_CLAIM: '/step/claims',
    STEPYARD_WORKSPACE: '/app',
  };
  for (const [variable, content] of Object.entries({ ...encoded.files, ...encoded.secretFiles })) {
    files[`in/${variable}`] = { content };
    env[variable] = `/step/in/${variable}`;
  }
  for (const name of secretInputs(manifest)) {
    files[`in/${inputVariable([name])}_FILE`] = { content: secret };
    env[inputFileVariable([name])] = `/step/in/${inputVariable([name])}_FILE`;
  }
  for (const name of Object.keys(manifest.caches ?? {})) env[cacheVariable(name)] = `/step/cache/${name}`;
  return { env, files, workspaceFiles, watched: true };
}

/** The first example that needs least: fewest expressions, which nobody evaluates here. */
export function easiestExample({ examples }: Manifest): Example | undefined {
  const left = ({ with: given }: Example) => JSON.stringify(given).split('${{').length;
  return [...examples].sort((one, other) => left(one) - left(other))[0];
}

const event = {
  specversion: '1.0',
  id: 'conformance',
  source: 'https://git.example/team/app',
  type: 'dev.stepyard.manual.v1',
  time: '2026-01-02T03:04:05Z',
  data: {
    kind: 'manual',
    branch: 'x$(touch HACKED)',
    commit: { id: '0'.repeat(40), message: '`touch HACKED`' },
    trust: 'fork',
    untrusted: ['branch', 'commit.message'],
  },
};

const task = {
  contract: 1,
  project: 'conformance',
  pipeline: 'conformance',
  run: 'conformance-1',
  stage: 'main',
  task: 'task',
  attempt: 1,
  start: 1,
  name: 'conformance-1-task-1',
  untrusted: true,
  artifacts: { store: 'file:///step/artifacts', keep: [{ path: '**', when: 'always' }] },
};

/** Names of inputs that an example must give and that no value is known for. */
export function missingInputs(inputs: Fields, values: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(inputs).flatMap(([name, field]) =>
    'optional' in field || 'default' in field || 'secret' in field || values[name] !== undefined
      ? []
      : [name],
  );
}
