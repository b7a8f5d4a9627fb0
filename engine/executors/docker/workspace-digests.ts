import { access, constants, realpath } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isRecord } from '@stepyard/contract/json';
import {
  deepestKeyFile,
  digestsOf,
  type FileDigests,
  foreignDirectories,
  longestKeyFile,
} from '../../cache/key-files.ts';
import { createDemultiplexer } from '../../docker/demultiplex.ts';
import { provideImage } from '../../docker/pull-image.ts';
import { removeContainer } from '../../docker/remove-container.ts';
import { stepUser } from '../../docker/volumes.ts';
import { exactLog } from './container-options.ts';
import type { DockerContext } from './context.ts';
import { labelsOf } from './place.ts';
import { workspaceVolume } from './run-things.ts';
import { inside } from './step-files.ts';

type Patterns = readonly (readonly string[])[];

/**
 * Digests of the files of a run's workspace that patterns name: read where the engine keeps it if that can be seen from
 * here, else by a container of ours on it.
 */
export async function workspaceDigests(
  context: DockerContext,
  run: string,
  below: string,
  patterns: Patterns,
): Promise<readonly FileDigests[]> {
  const directory = await directoryHere(context, run, below);
  if (directory !== undefined) return Promise.all(patterns.map((one) => digestsOf(directory, one)));
  const all = await digestsThere(context, run, below, patterns);
  const { artifactFilter } = await import('@stepyard/contract/artifacts');
  return patterns.map((one) => {
    const matches = one.length === 0 ? () => false : artifactFilter(one);
    return new Map([...all].filter(([path]) => matches(path)));
  });
}

/** Nothing where the engine is elsewhere, or its volumes are not for this user to read. */
async function directoryHere(
  { engine, place }: DockerContext,
  run: string,
  below: string,
): Promise<string | undefined> {
  if (!engine.address.startsWith('unix:') || (await engine.facts()).host !== hostname()) return undefined;
  try {
    const volume = (await engine.docker()).getVolume(workspaceVolume(place, run).name);
    const root = await realpath((await volume.inspect()).Mountpoint);
    await access(root, constants.R_OK);
    const path = await realpath(join(root, below));
    // A link that a task has made may lead anywhere.
    return `${path}/`.startsWith(`${root}/`) ? path : undefined;
  } catch {
    return undefined;
  }
}

async function digestsThere(
  context: DockerContext,
  run: string,
  below: string,
  patterns: Patterns,
): Promise<FileDigests> {
  const { engine, place, pull: policy, auth } = context;
  const docker = await engine.docker();
  const wanted = { policy, auth, tell: () => {} };
  const base = await provideImage(docker, context.base, wanted);
  if ('problem' in base) throw new Error(base.problem);
  const container = await docker.createContainer({
    Image: base.id,
    Entrypoint: ['node'],
    Cmd: ['-e', program, JSON.stringify({ below, names: lastWords(patterns), ...limits })],
    User: `${stepUser.uid}:${stepUser.gid}`,
    WorkingDir: inside.workspace,
    Labels: { ...labelsOf(place, { run, role: 'files' }) },
    NetworkDisabled: true,
    HostConfig: {
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Mounts: [
        {
          Type: 'volume',
          Source: workspaceVolume(place, run).name,
          Target: inside.workspace,
          ReadOnly: true,
          VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: 'local', Options: {} } },
        },
      ],
      LogConfig: exactLog,
    },
  });
  try {
    await container.start();
    await container.wait();
    return readDigests(await container.logs({ stdout: true, stderr: false, follow: false }));
  } finally {
    await removeContainer(docker, container.id);
  }
}

function readDigests(log: Buffer): FileDigests {
  const text = Buffer.concat(createDemultiplexer().push(log)).toString();
  const found: unknown = text === '' ? {} : JSON.parse(text);
  const entries = isRecord(found) ? Object.entries(found) : [];
  return new Map(entries.flatMap(([path, sum]) => (typeof sum === 'string' ? [[path, sum]] : [])));
}

/** What the names of files match; more may, since whole paths are looked at here. */
function lastWords(patterns: Patterns): readonly string[] {
  return patterns
    .flat()
    .map((pattern) => (/[{}()!]/.test(pattern) ? '**' : (pattern.split('/').at(-1) ?? '**')));
}

const limits = { deepest: deepestKeyFile, longest: longestKeyFile, foreign: foreignDirectories };

/** Prints path and SHA-256 of files, as `digestsOf` finds them. */
const program = `
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { join, matchesGlob } = require('node:path');
const { below, names, deepest, longest, foreign } = JSON.parse(process.argv[1]);
const found = {};
const isNamed = (name) => names.some((glob) => glob === '**' || matchesGlob(name, glob) || (name[0] === '.' && /^[*?[]/.test(glob)));
function read(path) {
  const file = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
  try {
    const stat = fs.fstatSync(file);
    return stat.isFile() && stat.size <= longest ? createHash('sha256').update(fs.readFileSync(file)).digest('hex') : undefined;
  } finally {
    fs.closeSync(file);
  }
}
function walk(directory, prefix, depth) {
  for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
    const path = prefix + entry.name;
    try {
      if (entry.isFile() && isNamed(entry.name)) found[path] = read(join(directory, entry.name));
      if (entry.isDirectory() && depth < deepest && !foreign.includes(entry.name)) walk(join(directory, entry.name), path + '/', depth + 1);
    } catch {}
  }
}
try {
  const root = fs.realpathSync(join('${inside.workspace}', below));
  if ((root + '/').startsWith('${inside.workspace}/')) walk(root, '', 0);
} catch {}
process.stdout.write(JSON.stringify(found));
`;
