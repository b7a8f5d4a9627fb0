import { isRecord } from '@stepyard/contract/json';
import { at, bareImage, textAt } from '@stepyard/runtime/kubernetes';
import { treeOf, type Values } from './values.ts';

/** A way in which a chart may let its image be set. */
export interface Candidate {
  readonly name: string;
  readonly tree: Values;
}

const most = 12;

/** Ways to set an image by the values of a chart, the likely ones first; `value` names the one that is meant. */
export function candidatesFor(
  values: Values,
  own: string,
  image: string,
  value: string | undefined,
): Candidate[] {
  if (value !== undefined) {
    const path = value.split('.');
    return formsAt(at(values, ...path), path, image);
  }
  return walk(values, [], bareImage(own), image).filter((_, index) => index < most);
}

/** The forms for a value that is named: as it stands in the chart, or both that are usual. */
function formsAt(there: unknown, path: readonly string[], image: string): Candidate[] {
  const asTree = { name: path.join('.'), tree: treeOf(path, parts(isRecord(there) ? there : {}, image)) };
  const asText = { name: path.join('.'), tree: treeOf(path, image) };
  if (isRecord(there)) return [asTree];
  return typeof there === 'string' ? [asText, bareAndTag(path, image)] : [asText, asTree];
}

function walk(value: unknown, path: readonly string[], own: string, image: string): Candidate[] {
  if (!isRecord(value)) return [];
  const repository = textAt(value, 'repository');
  const here =
    repository !== '' && isSameName(own, repository)
      ? [{ name: path.join('.'), tree: treeOf(path, parts(value, image)) }]
      : [];
  const texts = Object.entries(value).flatMap(([name, inner]) => {
    if (typeof inner !== 'string' || name === 'repository' || !isSameName(own, bareImage(inner))) return [];
    const whole = { name: [...path, name].join('.'), tree: treeOf([...path, name], image) };
    return [whole, bareAndTag([...path, name], image)];
  });
  return [
    ...here,
    ...texts,
    ...Object.entries(value).flatMap(([name, inner]) => walk(inner, [...path, name], own, image)),
  ];
}

/** Registries may stand elsewhere, in a value for all images. */
function isSameName(own: string, name: string): boolean {
  return own === name || own.endsWith(`/${name}`);
}

/** `repository` and `tag`, with `registry` and `digest` where the chart has them. */
function parts(there: Values, image: string): Values {
  const { name, tag, digest } = taken(image);
  const [first = '', ...rest] = name.split('/');
  const apart = 'registry' in there && rest.length > 0 && /[.:]|^localhost$/.test(first);
  const repository = apart ? { registry: first, repository: rest.join('/') } : { repository: name };
  const plain = 'registry' in there && !apart ? { registry: '' } : {};
  if ('digest' in there || 'sha' in there) {
    const field = 'digest' in there ? 'digest' : 'sha';
    return { ...plain, ...repository, tag, [field]: digest };
  }
  if (digest === '') return { ...plain, ...repository, tag };
  // `repository:tag` comes to the whole again.
  const [kind = '', hash = ''] = digest.split(':');
  return tag === ''
    ? { ...plain, ...repository, repository: `${repository.repository}@${kind}`, tag: hash }
    : { ...plain, ...repository, tag: `${tag}@${digest}` };
}

/** `image: nginx` beside `imageTag: "1.25"` or `tag`. */
function bareAndTag(path: readonly string[], image: string): Candidate {
  const { name, tag } = taken(image);
  const [last = ''] = path.slice(-1);
  const tree = { [last]: name, [`${last}Tag`]: tag, tag };
  return { name: `${path.join('.')} with its tag`, tree: treeOf(path.slice(0, -1), tree) };
}

function taken(image: string): { name: string; tag: string; digest: string } {
  const [named = '', digest = ''] = image.split('@');
  const name = bareImage(image);
  return { name, tag: named === name ? '' : named.slice(name.length + 1), digest };
}
