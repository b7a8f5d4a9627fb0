import { formats } from '@stepyard/catalog';
import { isRecord } from '@stepyard/contract/json';
import { sourceError } from '../config/source-error.ts';
import { readYamlFile } from '../config/yaml-file.ts';
import type { Source } from './source.ts';

const forms = 'built-in, { file: PATH }, { image: NAME, digest: sha256:… } or { url: URL, digest: sha256:… }';

/**
 * Reads the sources of a catalog file.
 * @throws SourceError naming all lines that are wrong.
 */
export function readCatalogFile(path: string, text: string): readonly Source[] {
  const { value, place } = readYamlFile(path, text);
  if (!isRecord(value) || value.catalog !== 1 || !Array.isArray(value.sources)) {
    throw sourceError(
      `${path} must hold \`catalog: 1\` and a list \`sources\`.`,
      'See docs/custom-templates.md for a whole one.',
    );
  }
  const problems: string[] = [];
  for (const key of Object.keys(value)) {
    if (key !== 'catalog' && key !== 'sources')
      problems.push(`${place([key])}: \`${key}\` is not known here.`);
  }
  const sources = value.sources.map((entry, index) => {
    const source = readSource(entry);
    if (typeof source !== 'string') return source;
    problems.push(`${place(['sources', index])}: ${source}`);
    return undefined;
  });
  if (problems.length > 0) throw sourceError(problems.join('\n'), `A source is ${forms}.`);
  return sources.filter((source) => source !== undefined);
}

/** The source, or what is wrong with it. */
function readSource(entry: unknown): Source | string {
  if (entry === 'built-in') return { kind: 'built-in' };
  if (!isRecord(entry)) return `A source must be of a known form, got ${JSON.stringify(entry)}.`;
  const { file, image, url, digest, id, ...rest } = entry;
  const [strange] = Object.keys(rest);
  if (strange !== undefined) return `\`${strange}\` is not known here.`;
  const named = [file, image, url].filter((one) => one !== undefined);
  if (named.length !== 1) return 'A source must have one of `file`, `image` and `url`.';
  if (file !== undefined)
    return typeof file === 'string' && file !== '' ? { kind: 'file', file } : '`file` must be a path.';
  for (const [name, pin] of Object.entries({ digest, id })) {
    if (pin !== undefined && !isDigest(pin))
      return `\`${name}\` must be sha256: and 64 hex digits, got ${JSON.stringify(pin)}.`;
  }
  if (url !== undefined) return readUrl(url, digest);
  if (!isImage(image)) return `\`image\` must be the name of an image, got ${JSON.stringify(image)}.`;
  if (isDigest(digest)) return { kind: 'image', image, digest };
  if (isDigest(id)) return { kind: 'image', image, id };
  return `The image ${JSON.stringify(image)} must have its \`digest\`: \`stepyard catalog add\` writes it.`;
}

function readUrl(url: unknown, digest: unknown): Source | string {
  if (typeof url !== 'string' || !/^https?:\/\//.test(url))
    return `\`url\` must start with https://, got ${JSON.stringify(url)}.`;
  if (!isDigest(digest))
    return `The URL ${JSON.stringify(url)} must have its \`digest\`: \`stepyard catalog add\` writes it.`;
  return { kind: 'url', url, digest };
}

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);
}

function isImage(value: unknown): value is string {
  return typeof value === 'string' && formats.image.fits(value);
}
