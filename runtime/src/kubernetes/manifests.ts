import { StepError } from '@stepyard/contract';
import { isRecord, textIn } from '@stepyard/contract/json';
import { isKubeObject, type KubeObject, listAt, titleOf } from './object.ts';
import type { Place, YamlDocument } from './yaml-reader.ts';

/** An object of a manifest, and where it stands. */
export interface Manifest {
  readonly object: KubeObject;
  readonly at: Place;
  /** Where a part of it stands: `['spec', 'replicas']`. */
  place(...path: readonly (string | number)[]): Place;
}

/** The text of a manifest; `file` is how people are told of it. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

const limits = { bytes: 16 << 20, objects: 5000 };

interface Problem {
  readonly at: Place;
  readonly rule: string;
}

/**
 * Reads the objects of YAML or JSON texts in their order, lists taken apart.
 * @throws StepError INPUT_INVALID with everything that is wrong, each with file, line and column
 */
export async function readManifests(sources: readonly Source[]): Promise<Manifest[]> {
  const { readDocuments } = await import('./yaml-reader.ts');
  const problems: Problem[] = [];
  const found: Manifest[] = [];
  const bytes = sources.reduce((sum, { text }) => sum + text.length, 0);
  if (bytes > limits.bytes) throw tooLarge(`have at most ${limits.bytes >> 20} MiB`, `${bytes} bytes`);
  for (const { file, text } of sources) {
    for (const document of readDocuments(text, file)) {
      problems.push(...document.problems);
      if (document.problems.length === 0 && document.value !== null && document.value !== undefined)
        take(document, document.value, [], found, problems);
    }
  }
  if (found.length > limits.objects)
    throw tooLarge(`hold at most ${limits.objects} objects`, `${found.length}`);
  problems.push(...doubled(found));
  if (problems.length > 0) throw invalid(problems);
  return found;
}

function take(
  document: YamlDocument,
  value: unknown,
  path: readonly (string | number)[],
  found: Manifest[],
  problems: Problem[],
): void {
  const place = (...more: readonly (string | number)[]) => document.place(...path, ...more);
  if (isList(value)) {
    for (const [index, item] of listAt(value, 'items').entries())
      take(document, item, [...path, 'items', index], found, problems);
    return;
  }
  const rules = rulesBrokenBy(value);
  if (rules.length === 0 && isKubeObject(value)) found.push({ object: value, at: place(), place });
  else problems.push(...rules.map((rule) => ({ at: place(), rule })));
}

function isList(value: unknown): boolean {
  return (textIn(value, 'kind') ?? '').endsWith('List') && isRecord(value) && Array.isArray(value.items);
}

function rulesBrokenBy(value: unknown): string[] {
  if (!isRecord(value)) return ['must be an object with `apiVersion`, `kind` and `metadata`'];
  const rules: string[] = [];
  for (const field of ['apiVersion', 'kind']) {
    const text = textIn(value, field);
    if (text === undefined || !/^[A-Za-z0-9][A-Za-z0-9./-]*$/.test(text))
      rules.push(`must have \`${field}\``);
  }
  const name = textIn(value.metadata, 'name') ?? '';
  if (name === '') {
    const generated = textIn(value.metadata, 'generateName') !== undefined;
    rules.push(
      `must have \`metadata.name\`${generated ? ': a generated name would make another object each time' : ''}`,
    );
  } else if (name.includes('/') || name === '.' || name === '..') {
    rules.push(`must have a \`metadata.name\` without slashes, got ${JSON.stringify(name)}`);
  }
  const namespace = isRecord(value.metadata) ? value.metadata.namespace : undefined;
  if (namespace !== undefined && (typeof namespace !== 'string' || !/^[a-z0-9-]+$/.test(namespace)))
    rules.push('must have a `metadata.namespace` of small letters, digits and hyphens');
  return rules;
}

/** The same object twice: which of the two holds would depend on the order. */
function doubled(found: readonly Manifest[]): Problem[] {
  const first = new Map<string, Place>();
  return found.flatMap(({ object, at }) => {
    const id = `${object.apiVersion.replace(/\/[^/]*$/, '')} ${titleOf(object)}`;
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, at);
    return earlier === undefined
      ? []
      : [{ at, rule: `must not say ${titleOf(object)} again, which stands at ${placeText(earlier)}` }];
  });
}

/** `deploy/web.yaml:3:1` */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

const shown = 20;

function invalid(problems: readonly Problem[]): StepError {
  const lines = problems.slice(0, shown).map(({ at, rule }) => `${placeText(at)} ${rule}`);
  const more = problems.length - lines.length;
  return new StepError(
    'INPUT_INVALID',
    `Manifests must be objects of Kubernetes: ${lines.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
    { hint: 'Correct them there. Files that are no manifests do not belong into what is applied.' },
  );
}

function tooLarge(rule: string, got: string): StepError {
  return new StepError('INPUT_INVALID', `Manifests must together ${rule}, got ${got}.`, {
    hint: 'Split them over several tasks, or check that `manifests` names what was meant.',
  });
}
