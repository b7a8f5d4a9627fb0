import { cacheVariable, outFiles, variables } from '@stepyard/contract/names';
import type { MountedCache, StartRequest } from '../executor.ts';

/** Where a step in a container finds things. */
export const inside = {
  workspace: '/app',
  out: '/step/out',
  claims: '/step/claims',
  artifacts: '/step/artifacts',
  caches: '/cache',
  /** In memory; a directory of it holds what the step is given. */
  memory: '/run/stepyard',
  files: '/run/stepyard/secrets',
  temporary: '/tmp',
  /** In images of ours. */
  init: '/stepyard',
  /** In any other: what it has in `/stepyard` is its own. */
  broughtInit: '/step/init',
} as const;

/** What a step is given: variables that anybody may see, and what goes to it alone, through its standard input. */
export interface StepFiles {
  readonly variables: Readonly<Record<string, string>>;
  readonly frames: readonly Frame[];
}

export interface Frame {
  /** `mask`: bytes that are taken out of what the program prints; the name says nothing. */
  readonly kind: 'file' | 'env' | 'mask';
  readonly name: string;
  readonly bytes: Buffer;
}

/** A longer input goes into a file. */
const longestValue = 96 * 1024;

/** All that a start is given. The author's variables come before the contract's, so that none can be replaced. */
export function stepFiles(request: StartRequest): StepFiles {
  const all: Record<string, string> = {};
  const frames: Frame[] = [];
  function put(file: string, text: string): string {
    frames.push({ kind: 'file', name: file, bytes: Buffer.from(text) });
    return `${inside.files}/${file}`;
  }
  for (const [name, value] of Object.entries(request.env)) {
    const long = name.startsWith('INPUT_') && Buffer.byteLength(value) > longestValue;
    if (long) all[`${name}_FILE`] = put(name, value);
    else all[name] = value;
  }
  all[variables.workspace] = inside.workspace;
  all[variables.out] = inside.out;
  all[variables.claim] = inside.claims;
  for (const cache of request.caches) {
    const variable = cacheVariable(cache.name);
    all[variable] = cacheDirectory(cache);
    if (cache.base !== undefined) all[`${variable}_BASE`] = `${cacheDirectory(cache)}.base`;
  }
  for (const [name, text] of Object.entries(request.files)) all[name] = put(`${name}.json`, text);
  for (const [name, secret] of Object.entries(request.secretFiles)) all[name] = put(name, secret);
  const { program } = request.start;
  if (program?.outputs !== undefined) all[program.outputs] = `${inside.out}/${outFiles.outputDirectory}`;
  for (const [name, text] of Object.entries(program?.files ?? {})) put(name, text);
  for (const [name, secret] of Object.entries(request.secretEnv)) {
    if (name in all) continue;
    frames.push({ kind: 'env', name, bytes: Buffer.from(secret) });
  }
  return { variables: all, frames };
}

/** Where a cache is in a container. */
export function cacheDirectory({ name, at }: Pick<MountedCache, 'name' | 'at'>): string {
  return at ?? `${inside.caches}/${name.replaceAll(/[^A-Za-z0-9_.-]/g, '_')}`;
}

/** What goes through the standard input of the init, as `runtime/init` reads it. */
export function* frameBytes(frames: readonly Frame[]): Generator<Buffer> {
  for (const { kind, name, bytes } of frames) {
    yield Buffer.from(`${kind} ${name} ${bytes.length}\n`);
    yield bytes;
    yield Buffer.from('\n');
  }
  yield Buffer.from('end\n');
}

/** Says of what a step is given what the init would refuse. */
export function framesProblem(frames: readonly Frame[]): string | undefined {
  const long = frames.find(({ kind, bytes }) => bytes.length > (kind === 'env' ? 130_000 : 16 * 2 ** 20));
  if (long !== undefined) {
    const most = long.kind === 'file' ? '16 MiB' : '130000 bytes';
    return `\`${long.name}\` must have at most ${most}, it has ${long.bytes.length} bytes.`;
  }
  const nul = frames.find(({ kind, bytes }) => kind === 'env' && bytes.includes(0));
  if (nul !== undefined) return `\`${nul.name}\` must not hold a NUL byte.`;
  const all = frames.reduce((sum, { kind, bytes }) => sum + (kind === 'env' ? bytes.length : 0), 0);
  return all > 2 ** 20
    ? `The secret variables of a task must have at most 1 MiB together, they have ${all} bytes.`
    : undefined;
}
