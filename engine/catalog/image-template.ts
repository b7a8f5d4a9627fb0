import { type Manifest, manifestProblems } from '@stepyard/catalog';
import type { Http } from '@stepyard/contract/http';
import {
  createRegistry,
  describeImage,
  dockerCredentials,
  parseReference,
  type Registry,
} from '@stepyard/contract/registry';
import { sourceError } from '../config/source-error.ts';
import { type LocalImage, localImage } from './local-image.ts';
import { type ImageSource, nameOf, pinnedName } from './source.ts';

/** The label by which an image is a template (docs/contract.md, clause N2). */
export const templateLabel = 'dev.stepyard.template';

export interface ReadImageOptions {
  readonly http: Http;
  /** Registries that are spoken to by http. */
  readonly insecure?: readonly string[];
}

/** An image that is a template: where exactly it is, and what its label says. */
export interface ImageTemplate {
  readonly source: ImageSource;
  readonly manifest: Manifest;
}

/**
 * Reads the label of an image from the engine of this machine, or without pulling a layer from its registry.
 * @throws SourceError where it is nowhere, or no template.
 */
export async function readImageTemplate(image: string, options: ReadImageOptions): Promise<ImageTemplate> {
  const local = await localImage(image);
  if (local !== undefined)
    return { source: localSource(image, local), manifest: manifestIn(image, local.labels) };
  const { digest, labels } = await describeImage(registryOf(options), parseReference(image));
  return { source: { kind: 'image', image, digest }, manifest: manifestIn(image, labels) };
}

/** What the name of an image stands for in its registry now; in the engine where the registry has none. */
export async function readNewestTemplate(image: string, options: ReadImageOptions): Promise<ImageTemplate> {
  const reference = parseReference(image);
  const digest = await registryOf(options)
    .resolve(reference)
    .catch(() => undefined);
  if (digest === undefined) return readImageTemplate(image, options);
  const { labels } = await describeImage(registryOf(options), { ...reference, digest });
  return { source: { kind: 'image', image, digest }, manifest: manifestIn(image, labels) };
}

/** The manifest of an image whose digest is known: from wherever it is. */
export async function readPinnedManifest(source: ImageSource, options: ReadImageOptions): Promise<Manifest> {
  const { image, digest, id } = source;
  const { registry, repository } = parseReference(image);
  const local = await localImage(id ?? pinnedName(source));
  if (local !== undefined) return manifestIn(image, local.labels);
  if (digest === undefined) {
    throw sourceError(
      `The engine has no image ${image} with the id ${id}.`,
      'Build it again, and run `stepyard catalog update`.',
    );
  }
  return manifestIn(
    image,
    (await describeImage(registryOf(options), { registry, repository, digest })).labels,
  );
}

function localSource(image: string, { id, digests }: LocalImage): ImageSource {
  const digest = digests.find((one) => one.startsWith(`${nameOf(image)}@`))?.split('@')[1];
  return { kind: 'image', image, ...(digest === undefined ? { id } : { digest }) };
}

function registryOf({ http, insecure = [] }: ReadImageOptions): Registry {
  return createRegistry({ http, insecure, credentials: dockerCredentials() });
}

/** The manifest in the label of an image. */
function manifestIn(image: string, labels: Readonly<Record<string, string>>): Manifest {
  const label = labels[templateLabel];
  if (label === undefined) {
    throw sourceError(
      `The image ${image} has no label \`${templateLabel}\`.`,
      'Build it with its manifest as the label: `stepyard template build` does.',
    );
  }
  const manifest = parse(label);
  const problems = manifestProblems(manifest);
  if (problems.length > 0 || !isManifest(manifest)) {
    const list = problems.map((problem) => `\n- ${problem}`).join('');
    throw sourceError(
      `The label \`${templateLabel}\` of ${image} must be a manifest:${list}`,
      'Mend the manifest and build the image again.',
    );
  }
  return manifest;
}

function parse(label: string): unknown {
  try {
    return JSON.parse(label);
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown): value is Manifest {
  return manifestProblems(value).length === 0;
}
