import { appendFileSync, existsSync } from 'node:fs';
import type Docker from 'dockerode';
import { isMissing } from '../../docker/engine-error.ts';
import type { ImageFacts } from '../../docker/image-facts.ts';
import { provideImage } from '../../docker/pull-image.ts';
import { packDirectory } from '../../docker/tar.ts';
import { stepUser, type VolumeWanted, withVolumes } from '../../docker/volumes.ts';
import { type OverlayMount, overlayOptions, type StartRequest } from '../executor.ts';
import { containerOptions, type VolumeMount } from './container-options.ts';
import type { DockerContext } from './context.ts';
import { imageProblem, refused } from './early-end.ts';
import { startAndFeed } from './feed.ts';
import { hasInit, initVolume } from './init-volume.ts';
import { maskFrames } from './mask-frames.ts';
import type { NetworkSettings } from './network-settings.ts';
import type { AttemptFiles } from './place.ts';
import { labelsOf } from './place.ts';
import type { BegunRecord, StartRecord } from './records.ts';
import { claimsVolume, createNetwork, workspaceVolume } from './run-things.ts';
import { startService } from './services.ts';
import { cacheDirectory, framesProblem, inside, type StepFiles, stepFiles } from './step-files.ts';
import { assertWorkdir } from './workdir.ts';

export interface Begin {
  readonly context: DockerContext;
  readonly request: StartRequest;
  readonly record: StartRecord;
  readonly files: AttemptFiles;
  readonly signal: AbortSignal;
}

/**
 * Makes all that a step needs and starts it.
 * @throws EarlyEnd where it ends before it has begun.
 */
export async function beginStep(begin: Begin): Promise<BegunRecord> {
  const { context, request, record, signal } = begin;
  const docker = await context.engine.docker();
  const image = await imageOf(begin, docker, request.start.image ?? '');
  const foreign = request.start.program !== undefined && image.labels['dev.stepyard.template'] === undefined;
  if (!foreign && image.labels['dev.stepyard.template'] === undefined && !hasInit(image))
    throw noTemplate(image);
  const own = stepFiles(foreign ? request : { ...request, start: { image: image.name } });
  const given = withNetwork(own, context.network);
  const problem = framesProblem(given.frames);
  if (problem !== undefined)
    throw refused('INPUT_INVALID', problem, 'Hand it over by a file in the workspace.');
  const labels = labelsOf(context.place, { ...request, attempt: request.name, role: 'task' });
  const services = request.services ?? [];
  const needsInit = foreign || !hasInit(image) || services.length > 0;
  const [mounts, base, network] = await Promise.all([
    makeVolumes(begin, docker),
    needsInit ? baseOf(begin, docker) : undefined,
    record.network ?? context.runs.network(request.run),
    context.runs.open(request.run, { directory: request.workspace }),
  ]);
  const init = base?.init;
  if (record.network !== undefined)
    await createNetwork(docker, record.network, { ...labels, 'dev.stepyard.role': 'network' });
  for (const [index, service] of services.entries()) {
    await startService({
      docker,
      service,
      container: record.services[index] ?? '',
      network,
      image: await imageOf(begin, docker, service.image),
      base: base?.image ?? image,
      init: init ?? '',
      labels: { ...labels, 'dev.stepyard.role': 'service' },
      signal,
      masked: (text) => context.hidden.masker(request.name).mask(text),
    });
  }
  signal.throwIfAborted();
  const brings = needsOwnInit(foreign, image) && init !== undefined;
  const container = await docker.createContainer({
    name: record.container,
    ...containerOptions({
      request,
      image,
      files: given,
      network,
      labels,
      mounts: brings ? [...mounts, { volume: init, at: inside.broughtInit, readOnly: true }] : mounts,
      init: brings ? init : undefined,
    }),
  });
  if (request.workdir !== undefined) await assertWorkdir(container, request.workdir);
  signal.throwIfAborted();
  try {
    const masks = foreign ? maskFrames(context.hidden.values(request.name)) : [];
    await startAndFeed(container, [...given.frames, ...masks]);
  } catch (error) {
    throw isMissing(error) || isRefusedStart(error) ? cannotStart(image, error) : error;
  }
  return { image: { name: image.name, digest: image.digest }, foreign };
}

/** What the author says of them comes first. */
function withNetwork(own: StepFiles, network: NetworkSettings): StepFiles {
  const named = new Set([...Object.keys(own.variables), ...own.frames.map(({ name }) => name)]);
  return {
    variables: { ...network.variables, ...own.variables },
    frames: [...own.frames, ...network.frames.filter(({ name }) => !named.has(name))],
  };
}

function needsOwnInit(foreign: boolean, image: ImageFacts): boolean {
  return foreign || !hasInit(image);
}

/** The base image and the volume with its init: looked for once by each executor. */
async function baseOf(begin: Begin, docker: Docker): Promise<BaseImage> {
  const { context } = begin;
  const known = bases.get(context);
  if (known !== undefined) return known;
  const image = await imageOf(begin, docker, context.base);
  const base = { image, init: await initVolume(docker, image) };
  bases.set(context, base);
  return base;
}

interface BaseImage {
  readonly image: ImageFacts;
  readonly init: string;
}

const bases = new WeakMap<DockerContext, BaseImage>();

async function imageOf({ context, signal, files }: Begin, docker: Docker, name: string): Promise<ImageFacts> {
  const { pull: policy, auth } = context;
  const found = await provideImage(docker, name, {
    policy,
    signal,
    auth,
    tell: (line) => appendFileSync(files.prelude, `${line}\n`, { mode: 0o600 }),
  });
  if ('problem' in found) throw imageProblem(found.problem);
  return found;
}

/** The volumes of this start, with what they are to hold, and where each is mounted. */
async function makeVolumes({ context, request, record }: Begin, docker: Docker): Promise<VolumeMount[]> {
  const { place } = context;
  const labels = labelsOf(place, { ...request, attempt: request.name });
  const wanted: VolumeWanted[] = [];
  const mounts: VolumeMount[] = [{ volume: workspaceVolume(place, request.run).name, at: inside.workspace }];
  const fill: (readonly [index: number, directory: string, under: string | undefined])[] = [];
  function add(volume: VolumeWanted, at: string, from?: string, under?: string, readOnly?: true): void {
    if (from !== undefined) fill.push([wanted.length, from, under]);
    wanted.push(volume);
    mounts.push({ volume: volume.name, at, ...(readOnly && { readOnly }) });
  }
  const own = (name: string, role: string) => ({ name, labels: { ...labels, 'dev.stepyard.role': role } });
  add({ ...own(record.out, 'out'), holds: 'outputs' }, inside.out);
  add(claimsVolume(place, request), inside.claims);
  for (const [index, cache] of request.caches.entries()) {
    const { path, base, volume, baseVolume, overlay } = cache;
    const at = cacheDirectory(cache);
    const wantedCache = own(`${record.container}-cache-${index}`, 'cache');
    if (volume !== undefined) mounts.push({ volume, at });
    else if (overlay !== undefined) add({ ...wantedCache, options: overlayVolume(overlay) }, at);
    else add(wantedCache, at, path);
    if (baseVolume !== undefined) mounts.push({ volume: baseVolume, at: `${at}.base`, readOnly: true });
    else if (base !== undefined)
      add(own(`${record.container}-base-${index}`, 'cache'), `${at}.base`, base, undefined, true);
  }
  for (const [index, directory] of (request.directories ?? []).entries()) {
    const volume = own(`${record.container}-directory-${index}`, 'directory');
    add(volume, directory, directory, undefined, true);
  }
  if (request.artifacts !== undefined) {
    const [project = ''] = request.artifacts.prefix.split('/');
    const kept = `${request.artifacts.directory}/${project}`;
    const from = request.artifacts.reads && existsSync(kept) ? kept : undefined;
    add(own(`${record.container}-artifacts`, 'artifacts'), inside.artifacts, from, project);
  }
  await withVolumes(docker, wanted, labels, async (volumes) => {
    for (const [index, directory, under] of fill)
      await volumes.put(index, packDirectory(directory, stepUser, under));
  });
  return mounts;
}

/** The engine of this machine mounts it with the first container and takes it off after the last. */
function overlayVolume(mount: OverlayMount): Record<string, string> {
  return { type: 'overlay', device: 'overlay', o: overlayOptions(mount, mount.directory) };
}

function noTemplate({ name }: ImageFacts) {
  return refused(
    'INPUT_INVALID',
    `\`image\` must be an image of a template, with the label dev.stepyard.template, got ${JSON.stringify(name)}.`,
    "Leave `image` out for the template's own, or run a script in it (`template: script`).",
  );
}

function isRefusedStart(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && [400, 500].includes(Number(error.statusCode));
}

function cannotStart({ name }: ImageFacts, error: unknown) {
  const why =
    error instanceof Error && 'json' in error && isMessage(error.json) ? error.json.message : String(error);
  return refused(
    'TOOL_MISSING',
    `The image ${JSON.stringify(name)} could not be started: ${why}`,
    'Check that it is made for the machine of the engine.',
  );
}

function isMessage(value: unknown): value is { message: string } {
  return (
    typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string'
  );
}
