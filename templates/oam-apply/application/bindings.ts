import { isRecord, textIn } from '@stepyard/contract/json';
import { listAt, numberAt, textAt } from '@stepyard/runtime/kubernetes';
import type { Application, Component, TraitUse } from './application.ts';
import type { Fault } from './problems.ts';

/** What it takes to reach a service, as the pipeline gives it: `url`, `password` … */
export interface Service {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The values that components are given of the services that they are bound to, by service and key. */
export type BoundValues = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Finds the value of every variable that a binding asks for; what has none becomes a fault. */
export function boundValues(
  { components }: Application,
  services: readonly Service[],
  faults: Fault[],
): BoundValues {
  const bound = new Map<string, Record<string, string>>();
  for (const component of components) {
    for (const use of component.traits.filter(({ type }) => type === 'service-binding')) {
      for (const [index, binding] of listAt(use.properties, 'bindings').entries()) {
        const service = textIn(binding, 'service') ?? '';
        const known = { ...derived(service, component, components), ...givenOf(service, services) };
        const taken = bound.get(service) ?? {};
        bound.set(service, taken);
        for (const [variable, key] of Object.entries(isRecord(binding) ? (binding.env ?? {}) : {})) {
          const name = String(key);
          const value = Object.hasOwn(known, name) ? known[name] : undefined;
          if (value === undefined)
            faults.push(unknown(component, use, { index, service, variable, name, known }));
          else taken[name] = value;
        }
      }
    }
  }
  return bound;
}

function givenOf(service: string, services: readonly Service[]): Readonly<Record<string, string>> {
  return Object.assign({}, ...services.filter(({ name }) => name === service).map(({ values }) => values));
}

/** Where a component or a sidecar listens follows from what it is. */
function derived(
  service: string,
  component: Component,
  components: readonly Component[],
): Readonly<Record<string, string>> {
  const found = components.find(({ name }) => name === service);
  if (found !== undefined) {
    const [first] = listAt(found.properties, 'ports');
    const port = numberAt(first, 'port') ?? numberAt(found.properties, 'port');
    return port === undefined ? {} : { host: service, port: `${port}` };
  }
  const beside = component.traits
    .filter(({ type }) => type === 'sidecar')
    .flatMap(({ properties }) => listAt(properties, 'containers'))
    .find((one) => textAt(one, 'name') === service);
  const [port] = listAt(beside, 'ports');
  return port === undefined ? {} : { host: '127.0.0.1', port: String(port) };
}

interface Missing {
  readonly index: number;
  readonly service: string;
  readonly variable: string;
  readonly name: string;
  readonly known: Readonly<Record<string, string>>;
}

function unknown(
  component: Component,
  use: TraitUse,
  { index, service, variable, name, known }: Missing,
): Fault {
  const keys = Object.keys(known).map((key) => `\`${key}\``);
  return {
    at: use.place('bindings', index, 'env', variable),
    message: `\`${component.name}\`: \`${variable}\` takes \`${name}\` of the service \`${service}\`, which ${keys.length === 0 ? 'gives nothing' : `gives ${keys.join(', ')}`}.`,
    hint: `Give \`${name}\` of \`${service}\` in the input \`services\`. Components with ports give \`host\` and \`port\` by themselves.`,
  };
}
