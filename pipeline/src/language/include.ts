import { either, list, mapped, object } from '../shape/collections.ts';
import { text } from '../shape/scalars.ts';
import { about, label, type Read, refuse, type Shape } from '../shape/shape.ts';
import type { MapNode, Node } from '../yaml/node.ts';
import { type StageSource, stage } from './stage.ts';
import { partName } from './words.ts';

/** What is included: a file beside this one, or a published part at a version. */
export interface Included {
  readonly kind: 'file' | 'part';
  readonly name: string;
  readonly node: Node;
}

const path = text({
  wants: 'a path relative to this file',
  pattern: /^(?![/\\])(?![A-Za-z][A-Za-z0-9+.-]*:)[^\0\\]+\.ya?ml$/,
  hint: 'Write for instance `ci/common.yaml`; a published part is written `part: NAME@VERSION`.',
});

const byKey: Shape<Included> = {
  wants: 'a file or a part',
  schema: () => object({ file: path, part: partName }).schema({ lang: 'en', defs: new Map() }),
  read: (node, reader) => {
    const read = object({ file: path, part: partName }).read(node, reader);
    if (read === undefined) return undefined;
    if (read.file !== undefined && read.part === undefined) return { kind: 'file', name: read.file, node };
    if (read.part !== undefined && read.file === undefined) return { kind: 'part', name: read.part, node };
    if (read.file === undefined && read.node.entries.size > 0) return undefined;
    const message = `${label(reader)} must have either \`file\` or \`part\`.`;
    return refuse(reader, node.at, 'invalid-value', message, 'Write one of the two.');
  },
};

const included = either({
  scalar: mapped(path, (name, node): Included => ({ kind: 'file', name, node })),
  map: byKey,
});

/** Files and parts whose stages stand before this file's own. */
export const include = about(
  { en: 'Files and published parts to take in', zh: '要引入的文件与已发布的部分' },
  list(included, 50),
);

/** A stage, or what is included in its place. */
export type StageEntry =
  | { readonly stage: StageSource }
  | { readonly include: Included; readonly node: MapNode };

const stageEntry: Shape<StageEntry> = {
  wants: stage.wants,
  schema: (context) => ({
    anyOf: [stage.schema(context), object({ include: included }).schema(context)],
  }),
  read: (node, reader) => {
    if (node.kind === 'map' && node.entries.has('include')) {
      const read = object({ include: included }).read(node, reader);
      return read?.include && { include: read.include, node };
    }
    const read = stage.read(node, reader);
    return read && { stage: read };
  },
};

export const stages = about({ en: 'Stages, one after another', zh: '依次执行的阶段' }, list(stageEntry, 500));

export type StagesSource = Read<typeof stages>;
