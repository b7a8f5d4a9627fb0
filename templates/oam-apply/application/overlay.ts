import { isRecord } from '@stepyard/contract/json';
import type { Application, Component, Locate, Properties, TraitUse } from './application.ts';
import type { Fault } from './problems.ts';

/** An application with the values of an overlay in the place of its own; `null` takes a value away. */
export function overlaid(base: Application, overlay: Application, faults: Fault[]): Application {
  if (overlay.name !== base.name) {
    faults.push({
      at: overlay.place('metadata', 'name'),
      message: `is an overlay of the application ${JSON.stringify(overlay.name)}, and the application is ${JSON.stringify(base.name)}.`,
      hint: 'Give the overlay the name of its application.',
    });
  }
  for (const one of overlay.components) {
    if (base.components.some(({ name }) => name === one.name)) continue;
    faults.push({
      at: one.place(),
      message: `changes the component \`${one.name}\`, which the application does not have.`,
      hint: `It has ${base.components.map(({ name }) => `\`${name}\``).join(', ')}.`,
    });
  }
  return {
    ...base,
    namespace: overlay.namespace ?? base.namespace,
    labels: merge(base.labels, overlay.labels),
    annotations: merge(base.annotations, overlay.annotations),
    rest: merge(base.rest, overlay.rest),
    components: base.components.map((component) => {
      const found = overlay.components.find(({ name }) => name === component.name);
      return found === undefined ? component : mergeComponent(component, found);
    }),
  };
}

function mergeComponent(base: Component, overlay: Component): Component {
  const added = overlay.traits.filter(({ type }) => !base.traits.some((one) => one.type === type));
  return {
    ...base,
    type: overlay.type === '' ? base.type : overlay.type,
    properties: merge(base.properties, overlay.properties),
    scopes: merge(base.scopes, overlay.scopes),
    dependsOn: [...new Set([...base.dependsOn, ...overlay.dependsOn])],
    place: eitherPlace(base, overlay),
    traits: [
      ...base.traits.map((trait) => {
        const found = overlay.traits.find(({ type }) => type === trait.type);
        return found === undefined ? trait : mergeTrait(trait, found);
      }),
      ...added,
    ],
  };
}

function mergeTrait(base: TraitUse, overlay: TraitUse): TraitUse {
  return {
    ...base,
    properties: merge(base.properties, overlay.properties),
    place: eitherPlace(base, overlay),
  };
}

/** A value is where it was said last. */
function eitherPlace(
  base: Pick<Component, 'place'>,
  overlay: Pick<Component, 'place' | 'properties'>,
): Locate {
  return (...path) =>
    path.length > 0 && stands(overlay.properties, path) ? overlay.place(...path) : base.place(...path);
}

function stands(value: unknown, [step, ...rest]: readonly (string | number)[]): boolean {
  if (step === undefined) return true;
  if (Array.isArray(value)) return Number(step) < value.length && stands(value[Number(step)], rest);
  return isRecord(value) && Object.hasOwn(value, step) && stands(value[step], rest);
}

function merge(base: Properties, overlay: Properties): Properties {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(overlay)) {
    const before = merged[name];
    if (value === null) delete merged[name];
    else merged[name] = isRecord(value) && isRecord(before) ? merge(before, value) : value;
  }
  return merged;
}
