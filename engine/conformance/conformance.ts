import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { assertManifest, type Manifest } from '@stepyard/catalog';
import type Docker from 'dockerode';
import { type Engine, findEngine } from '../docker/engine.ts';
import { engineError, unlessMissing } from '../docker/engine-error.ts';
import { baselineTrial, easiestExample, exampleValues } from './baseline.ts';
import type { Finding, Proof } from './check.ts';
import { lastChecks, ownChecks } from './checks.ts';
import { runTrial } from './run-trial.ts';
import { sweepTrials } from './sweep-trials.ts';
import { type Ended, sameEnd, type Trial, told } from './trial.ts';
import { readTree } from './trial-archive.ts';
import { trialLabels } from './trial-labels.ts';
import { twoAtATime } from './two-at-a-time.ts';

export interface ConformanceOptions {
  readonly engine?: Engine;
  /** Title of the example to run, in English; else the one that needs least. */
  readonly example?: string;
  /** Only these clauses. */
  readonly clauses?: readonly string[];
  /** Lets the image reach the network; none is needed at start. */
  readonly network?: boolean;
  /** Files of the workspace that the example works on. */
  readonly workspaceFiles?: ReadonlyMap<string, Uint8Array>;
  /** Told before each clause is proved. */
  readonly onClause?: (clause: string) => void;
}

export interface ClauseVerdict {
  readonly clause: string;
  readonly verdict: 'kept' | 'broken' | 'not seen';
  /** Why it is broken. */
  readonly why?: string;
}

export interface Conformance {
  readonly image: string;
  readonly template: string;
  readonly example: string;
  /** How the example ended: what the clauses were compared with. */
  readonly baseline: string;
  readonly clauses: readonly ClauseVerdict[];
}

/** Every clause that can be proved on an image, in the order in which they are. */
export const provedClauses: readonly string[] = [
  'N2',
  'N3',
  ...[...ownChecks, ...lastChecks].map(({ clause }) => clause),
];

/**
 * Proves the step contract on an image, by starting it as each clause asks.
 * @throws EngineError where there is no engine, or no such image.
 */
export async function proveConformance(
  image: string,
  options: ConformanceOptions = {},
): Promise<Conformance> {
  const engine = options.engine ?? findEngine();
  await engine.facts();
  const docker = await engine.docker();
  await sweepTrials(docker);
  const found = await unlessMissing(docker.getImage(image).inspect());
  if (found === undefined) {
    throw engineError(`The engine has no image ${JSON.stringify(image)}.`, 'Build it, or pull it first.');
  }
  const label = found.Config.Labels?.['dev.stepyard.template'];
  const { manifest, finding } = await declared(docker, image, label);
  if (manifest === undefined) {
    const clauses = [verdictOf('N2', finding)];
    return { image, template: '', example: '', baseline: '', clauses };
  }
  const wanted = (clause: string) => options.clauses === undefined || options.clauses.includes(clause);
  const proof = await begin(docker, engine, image, manifest, found.Config.WorkingDir ?? '', options);
  const clauses: ClauseVerdict[] = wanted('N2') ? [verdictOf('N2', finding)] : [];
  if (wanted('N3')) clauses.push(verdictOf('N3', proof.bare));
  for (const checks of [ownChecks, lastChecks]) {
    const proved = await twoAtATime(
      checks.filter(({ clause }) => wanted(clause)),
      async ({ clause, prove }) => {
        options.onClause?.(clause);
        return verdictOf(clause, await prove(proof));
      },
    );
    clauses.push(...proved);
  }
  const { name, version } = manifest;
  return {
    image,
    template: `${name}@${version}`,
    example: proof.example,
    baseline: told(proof.baseline),
    clauses,
  };
}

/** The manifest in the label, and whether the image carries the same. */
async function declared(
  docker: Docker,
  image: string,
  label: string | undefined,
): Promise<{ manifest?: Manifest; finding: Finding }> {
  if (label === undefined) return { finding: { broken: 'The image has no label `dev.stepyard.template`.' } };
  let manifest: unknown;
  try {
    manifest = JSON.parse(label);
    assertManifest(manifest);
  } catch (error) {
    return {
      finding: { broken: `The label must be a manifest: ${error instanceof Error ? error.message : error}` },
    };
  }
  const container = await docker.createContainer({ Image: image, Cmd: ['none'], Labels: trialLabels() });
  try {
    const archive = await unlessMissing(container.getArchive({ path: '/stepyard/template.json' }));
    const [carried] = archive === undefined ? [] : (await readTree(archive)).values();
    const same =
      carried === undefined || isDeepStrictEqual(parse(Buffer.from(carried).toString('utf8')), manifest);
    return {
      manifest,
      finding: same ? 'kept' : { broken: '/stepyard/template.json differs from the label.' },
    };
  } finally {
    await container.remove({ force: true });
  }
}

async function begin(
  docker: Docker,
  engine: Engine,
  image: string,
  manifest: Manifest,
  workdir: string,
  options: ConformanceOptions,
): Promise<Proof & { readonly bare: Finding; readonly example: string }> {
  const { network = false, workspaceFiles = new Map() } = options;
  const example =
    manifest.examples.find(({ title }) => title.en === options.example) ?? easiestExample(manifest);
  const secret = `conformance-${randomBytes(12).toString('hex')}`;
  const values = example === undefined ? {} : exampleValues(manifest, example, secret);
  const given = baselineTrial(manifest, values, secret, workspaceFiles);
  const made = new Map<string, Promise<Ended>>();
  const all: Ended[] = [];
  let unrestricted = false;

  function run(trial: Trial): Promise<Ended> {
    const restricted = unrestricted ? { ...trial, unrestricted: true as const } : trial;
    const key = JSON.stringify(restricted, (_, value) => (value instanceof Map ? [...value.keys()] : value));
    const before = made.get(key);
    if (before !== undefined) return before;
    const local = engine.address.startsWith('unix:');
    const started = runTrial({ docker, image, network, local }, restricted).then((ended) => {
      all.push(ended);
      return ended;
    });
    made.set(key, started);
    return started;
  }

  let baseline = await run(given);
  let bare: Finding = baseline.status === 0 ? 'kept' : undefined;
  if (baseline.status !== 0) {
    const free = await run({ ...given, unrestricted: true });
    if (free.status === 0 || !sameEnd(free, baseline)) {
      bare = {
        broken: `As an unknown user, with a read-only root directory and without network ${told(baseline)}.`,
      };
      unrestricted = true;
      baseline = free;
    }
  }
  function again(
    env: Readonly<Record<string, string | undefined>>,
    more: Partial<Trial> = {},
  ): Promise<Ended> {
    const merged = Object.entries({ ...given.env, ...env }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const { watched: _, ...rest } = given;
    return run({ ...rest, ...more, env: Object.fromEntries(merged) });
  }
  const title = example?.title.en ?? '';
  return {
    manifest,
    values,
    given,
    baseline,
    secret,
    workdir,
    run,
    again,
    ended: () => all,
    bare,
    example: title,
  };
}

function verdictOf(clause: string, finding: Finding): ClauseVerdict {
  if (finding === undefined) return { clause, verdict: 'not seen' };
  return finding === 'kept'
    ? { clause, verdict: 'kept' }
    : { clause, verdict: 'broken', why: finding.broken };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
