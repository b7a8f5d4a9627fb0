import { isRecord, textIn } from '@stepyard/contract/json';
import { listAt, type Manifest, placeText, textAt } from '@stepyard/runtime/kubernetes';
import type { Application, Component, Locate } from './application.ts';
import { fillParameters } from './parameters.ts';
import type { Fault } from './problems.ts';
import { toTrait } from './v1alpha2-trait.ts';
import { toWorkload } from './v1alpha2-workload.ts';
import { recordAt } from './v1beta1.ts';

/** An application that was converted, and what of it has no place in v1beta1. */
export interface Converted {
  readonly application: Application;
  /** One sentence each, with file, line and column. */
  readonly lost: readonly string[];
}

/** Makes an application of an ApplicationConfiguration and the Components that it names. */
export function convert(
  configuration: Manifest,
  components: readonly Manifest[],
  faults: Fault[],
): Converted {
  const { object, place } = configuration;
  const lost: string[] = [];
  const items = listAt(object, 'spec', 'components');
  const makers = new Map(
    items.flatMap((item) =>
      listAt(item, 'dataOutputs').map((output): [string, string] => [textAt(output, 'name'), nameOf(item)]),
    ),
  );
  const converted = items.flatMap((item, index) => {
    const found = components.find((one) => one.object.metadata.name === componentOf(item));
    const at: Locate = (...path) => place('spec', 'components', index, ...path);
    if (found === undefined) {
      faults.push({
        at: at(),
        message: `names the Component ${JSON.stringify(componentOf(item))}, which is not there.`,
        hint: 'Name the file with the Component, too.',
      });
      return [];
    }
    return [convertOne(item, at, found, makers, { faults, lost })];
  });
  return {
    lost,
    application: {
      name: object.metadata.name,
      namespace: object.metadata.namespace,
      labels: recordAt(object.metadata, 'labels'),
      annotations: recordAt(object.metadata, 'annotations'),
      components: converted,
      rest: {},
      place,
    },
  };
}

interface Notes {
  readonly faults: Fault[];
  readonly lost: string[];
}

function convertOne(
  item: unknown,
  at: Locate,
  component: Manifest,
  makers: ReadonlyMap<string, string>,
  { faults, lost }: Notes,
): Component {
  const lose = (where: readonly (string | number)[], what: string) =>
    lost.push(`${placeText(at(...where))} ${what}`);
  const filled = fillParameters(item, at, component, faults);
  const inWorkload: Locate = (...path) => component.place('spec', 'workload', ...path);
  const { type, properties, traits, place } = toWorkload(filled, inWorkload, { faults, lost });
  const inputs = listAt(item, 'dataInputs').map((input) => textAt(input, 'valueFrom', 'dataOutputName'));
  if (inputs.length > 0) lose(['dataInputs'], 'gives no values any more: it only orders what is applied.');
  for (const [index, scope] of listAt(item, 'scopes').entries()) {
    if (textAt(scope, 'scopeRef', 'kind') !== 'HealthScope')
      lose(
        ['scopes', index],
        `names a ${textAt(scope, 'scopeRef', 'kind') || 'scope'}, which v1beta1 does not have.`,
      );
  }
  if (textIn(item, 'revisionName') !== undefined)
    lose(['revisionName'], 'names a revision: the Component is taken as it stands in its file.');
  return {
    name: nameOf(item),
    type,
    properties,
    dependsOn: [...new Set(inputs.flatMap((name) => makers.get(name) ?? []))],
    scopes: scopesOf(item),
    rest: {},
    traits: [
      ...traits,
      ...listAt(item, 'traits').flatMap((one, index) =>
        toTrait(one, (...path) => at('traits', index, 'trait', ...path), { faults, lost }),
      ),
    ],
    place: (...path) => (path.length === 0 ? at() : place(...path)),
  };
}

function scopesOf(item: unknown): Readonly<Record<string, unknown>> {
  const health = listAt(item, 'scopes').filter((one) => textAt(one, 'scopeRef', 'kind') === 'HealthScope');
  return Object.fromEntries(
    health.map((one) => ['healthscopes.core.oam.dev', textAt(one, 'scopeRef', 'name')]),
  );
}

function componentOf(item: unknown): string {
  return textIn(item, 'componentName') ?? textIn(item, 'revisionName')?.replace(/-v\d+$/, '') ?? '';
}

/** The instance, where one Component is used several times. */
function nameOf(item: unknown): string {
  const renamed = isRecord(item) ? listAt(item, 'parameterValues') : [];
  const instance = renamed.find((one) => textAt(one, 'name') === 'instance-name');
  return textAt(instance, 'value') || componentOf(item);
}
