import { isRecord, textIn } from '@stepyard/contract/json';
import { listAt, type Manifest } from '@stepyard/runtime/kubernetes';
import type { Application, Component, Locate, Properties, TraitUse } from './application.ts';
import type { Fault } from './problems.ts';

const nameRule = /^[a-z]([a-z0-9-]{0,51}[a-z0-9])?$/;

/** Whether types of components, and components at all, may be left out. */
interface Reading {
  readonly partial?: boolean;
}

/** Reads an Application of v1beta1; what cannot be read is left out and becomes a fault. */
export function readApplication(
  { object, place }: Manifest,
  faults: Fault[],
  { partial = false }: Reading = {},
): Application {
  const { components: _, ...rest } = recordAt(object, 'spec');
  const items = listAt(object, 'spec', 'components');
  if (items.length === 0 && !partial) {
    faults.push({
      at: place('spec', 'components'),
      message: '`spec.components` must be a list of at least one component.',
      hint: 'Write each component with `name`, `type` and `properties`.',
    });
  }
  const { metadata } = object;
  return {
    name: metadata.name,
    namespace: metadata.namespace,
    labels: recordAt(metadata, 'labels'),
    annotations: recordAt(metadata, 'annotations'),
    rest,
    components: items.flatMap((item, index) =>
      readComponent(item, (...path) => place('spec', 'components', index, ...path), faults, partial),
    ),
    place,
  };
}

function readComponent(item: unknown, place: Locate, faults: Fault[], partial: boolean): Component[] {
  const [name = '', type = ''] = [textIn(item, 'name'), textIn(item, 'type')];
  if (!isRecord(item) || !nameRule.test(name) || (type === '' && !partial)) {
    faults.push({
      at: place(),
      message: `must be a component with \`name\` and \`type\`, got the name ${JSON.stringify(name)} and the type ${JSON.stringify(type)}.`,
      hint: 'A name is of small letters, digits and hyphens, begins with a letter and has at most 53 characters.',
    });
    return [];
  }
  const { name: _, type: __, properties: ___, traits: ____, dependsOn, scopes: _____, ...rest } = item;
  return [
    {
      name,
      type,
      properties: recordAt(item, 'properties'),
      traits: listAt(item, 'traits').flatMap((trait, index) => readTrait(trait, index, place, faults)),
      dependsOn: (Array.isArray(dependsOn) ? dependsOn : []).filter((one) => typeof one === 'string'),
      scopes: recordAt(item, 'scopes'),
      rest,
      place: (...path) => (path.length === 0 ? place() : place('properties', ...path)),
    },
  ];
}

function readTrait(trait: unknown, index: number, place: Locate, faults: Fault[]): TraitUse[] {
  const type = textIn(trait, 'type') ?? '';
  if (type === '') {
    faults.push({
      at: place('traits', index),
      message: 'must be a trait with `type`.',
      hint: 'Write `{ type: NAME, properties: … }`.',
    });
    return [];
  }
  return [
    {
      type,
      properties: recordAt(trait, 'properties'),
      place: (...path) =>
        path.length === 0 ? place('traits', index) : place('traits', index, 'properties', ...path),
    },
  ];
}

/** The object under a name; empty where there is none. */
export function recordAt(value: unknown, name: string): Properties {
  const found = isRecord(value) ? value[name] : undefined;
  return isRecord(found) ? found : {};
}
