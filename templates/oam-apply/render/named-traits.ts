import type { Component, TraitUse } from '../application/application.ts';
import { traits } from '../traits/folder.ts';
import type { RenderedTrait } from './rendered-trait.ts';

const byName = new Map<string, RenderedTrait>(
  traits.flatMap((one) => [
    [one.declaration.name, one],
    ...Object.keys(one.also).map((name): [string, RenderedTrait] => [name, one]),
  ]),
);

/** The trait that goes by a name; `undefined` where none does. */
export function traitNamed(name: string): RenderedTrait | undefined {
  return byName.get(name);
}

/** The traits of a component by their own names and in their own words. */
export function namedTraits({ traits: uses }: Component): TraitUse[] {
  return uses.map((use) => {
    const found = byName.get(use.type);
    if (found === undefined) return use;
    const properties = found.also[use.type]?.(use.properties) ?? use.properties;
    return { ...use, type: found.declaration.name, properties };
  });
}
