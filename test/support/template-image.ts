import { chownSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { complete, imageName, type Manifest } from '@stepyard/catalog';
import { encodeInputs, outFiles, variables } from '@stepyard/contract';
import { scratchDirectory, writeFiles } from '@stepyard/runtime/testing';
import { type ContainerEnd, type ContainerOptions, runContainer, uid } from './container.ts';

type Inputs = Readonly<Record<string, unknown>>;

export interface ImageRun extends Omit<ContainerOptions, 'env' | 'mounts'> {
  readonly inputs?: Inputs;
  /** Files of the workspace by name, or a folder to copy there. */
  readonly workspace?: Readonly<Record<string, string>> | string;
  readonly env?: Readonly<Record<string, string>>;
  readonly mounts?: Readonly<Record<string, string>>;
  /** `false`: no STEPYARD_OUT, as by hand. */
  readonly out?: false;
}

export interface ImageRunEnd extends ContainerEnd {
  readonly outputs: unknown;
  /** On this machine. */
  readonly workspace: string;
}

/** The image of a template as `npm run image` names it. */
export function imageOf(manifest: Manifest, inputs: Inputs = {}): string {
  return imageName(manifest, inputs) ?? `no image of ${manifest.name} carries what the inputs ask for`;
}

/** Runs a template's image with inputs as variables, and secrets as files, as an executor gives them. */
export async function runImage(manifest: Manifest, options: ImageRun = {}): Promise<ImageRunEnd> {
  const { inputs = {}, out: wanted, workspace: _, ...more } = options;
  const place = prepare(manifest, options);
  const end = await runContainer(imageOf(manifest, inputs), { ...more, ...place });
  const outputs = wanted === false ? undefined : readJson(join(place.out, outFiles.outputs));
  return { ...end, outputs, workspace: place.workspace };
}

/** Variables and mounts of such a run. */
export function prepare(manifest: Manifest, options: ImageRun) {
  const workspace = ownDirectory(typeof options.workspace === 'object' ? options.workspace : {});
  if (typeof options.workspace === 'string') cpSync(options.workspace, workspace, { recursive: true });
  const [given, out] = [ownDirectory(), ownDirectory()];
  const { env, files, secretFiles } = encodeInputs(manifest, complete(manifest, options.inputs ?? {}));
  const named: Record<string, string> = {};
  for (const [variable, content] of Object.entries({ ...files, ...secretFiles })) {
    writeFileSync(join(given, variable), content, { mode: 0o400 });
    named[variable] = `/step/in/${variable}`;
  }
  own(workspace);
  own(given);
  return {
    workspace,
    out,
    env: {
      ...(options.inputs !== undefined && { ...env, ...named }),
      ...(options.out !== false && { [variables.out]: '/step/out' }),
      ...options.env,
    },
    mounts: { '/app': workspace, '/step/in': `${given}:ro`, '/step/out': out, ...options.mounts },
  };
}

/** A directory with these files that the container's user may write. */
export function ownDirectory(files: Readonly<Record<string, string>> = {}): string {
  const directory = scratchDirectory();
  writeFiles(directory, files);
  own(directory);
  return directory;
}

function own(directory: string): void {
  if (process.getuid?.() !== 0) return;
  chownSync(directory, uid, uid);
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' }))
    chownSync(join(directory, name), uid, uid);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
