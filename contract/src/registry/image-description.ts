import { isRecord } from '../json.ts';
import { StepError } from '../step-error.ts';
import type { ImageIndex, Platform } from './manifest.ts';
import { type ImageReference, referenceText } from './reference.ts';
import type { Registry } from './registry.ts';

/** What is known of an image without its layers. */
export interface ImageDescription {
  /** Of what the reference stands for: an index where there is one for several platforms. */
  readonly digest: string;
  /** Size of its compressed layers. */
  readonly layersBytes: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** As written: a name or number, perhaps with a group; empty for root. */
  readonly user: string;
  readonly workdir: string;
}

const largestConfig = 8 << 20;

/** Reads digest, labels and entry point of an image from its registry; no layer is loaded. */
export async function describeImage(
  registry: Registry,
  reference: ImageReference,
  platform: Platform = { os: 'linux', architecture: process.arch === 'arm64' ? 'arm64' : 'amd64' },
): Promise<ImageDescription> {
  const top = await registry.manifest(reference);
  const { registry: host, repository } = reference;
  const digest = 'manifests' in top.content ? choose(top.content, platform, reference) : top.digest;
  const chosen =
    digest === top.digest ? top : await registry.manifest({ registry: host, repository, digest });
  const { content } = chosen;
  if (!('config' in content)) throw noImage(reference);
  if (content.config.size > largestConfig) throw noImage(reference);
  const value: unknown = JSON.parse((await registry.blob(reference, content.config)).toString('utf8'));
  const config = isRecord(value) && isRecord(value.config) ? value.config : {};
  return {
    digest: top.digest,
    layersBytes: content.layers.reduce((sum, { size }) => sum + size, 0),
    labels: textsOf(config.Labels),
    entrypoint: listOf(config.Entrypoint),
    command: listOf(config.Cmd),
    user: typeof config.User === 'string' ? config.User : '',
    workdir: typeof config.WorkingDir === 'string' ? config.WorkingDir : '',
  };
}

function choose(
  { manifests }: ImageIndex,
  { os, architecture }: Platform,
  reference: ImageReference,
): string {
  const found = manifests.find(
    ({ platform }) => platform?.os === os && platform.architecture === architecture,
  );
  if (found !== undefined) return found.digest;
  const known = manifests.flatMap(({ platform }) =>
    platform ? [`${platform.os}/${platform.architecture}`] : [],
  );
  throw new StepError(
    'NOT_FOUND',
    `${referenceText(reference)} has no image for ${os}/${architecture}, only for ${known.join(', ') || 'none'}.`,
    {
      hint: 'Build and push it for this platform too.',
    },
  );
}

function noImage(reference: ImageReference): StepError {
  return new StepError('REJECTED', `${referenceText(reference)} is no container image.`, {
    hint: 'Name an image; this is an artifact of another kind.',
  });
}

function textsOf(value: unknown): Record<string, string> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
  );
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
