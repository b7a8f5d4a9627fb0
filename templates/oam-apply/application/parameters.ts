import { isRecord } from '@stepyard/contract/json';
import { listAt, type Manifest, textAt, at as valueAt } from '@stepyard/runtime/kubernetes';
import type { Locate } from './application.ts';
import type { Fault } from './problems.ts';

/** Puts the values of a configuration where the parameters of a Component say. */
export function fillParameters(item: unknown, place: Locate, component: Manifest, faults: Fault[]): unknown {
  const values = new Map(
    listAt(item, 'parameterValues').map((one) => [textAt(one, 'name'), valueAt(one, 'value')]),
  );
  const parameters = listAt(component.object, 'spec', 'parameters');
  const known = parameters.map((one) => textAt(one, 'name'));
  for (const name of values.keys()) {
    if (known.includes(name) || name === 'instance-name') continue;
    faults.push({
      at: place('parameterValues'),
      message: `gives ${JSON.stringify(name)}, which is no parameter of the Component ${JSON.stringify(component.object.metadata.name)}.`,
      hint: known.length === 0 ? 'It has none.' : `It has ${known.map((one) => `\`${one}\``).join(', ')}.`,
    });
  }
  let filled = valueAt(component.object, 'spec', 'workload');
  for (const parameter of parameters) {
    const name = textAt(parameter, 'name');
    if (!values.has(name)) {
      if (valueAt(parameter, 'required') !== true) continue;
      faults.push({
        at: place(),
        message: `must give the parameter ${JSON.stringify(name)} of the Component ${JSON.stringify(component.object.metadata.name)}.`,
        hint: 'Add it to `parameterValues`.',
      });
    }
    for (const path of listAt(parameter, 'fieldPaths'))
      if (typeof path === 'string' && values.has(name)) filled = put(filled, stepsOf(path), values.get(name));
  }
  return filled;
}

/** `spec.containers[0].env[1].value` step by step. */
function stepsOf(path: string): string[] {
  return path.split(/[.[\]]+/).filter((step) => step !== '');
}

function put(value: unknown, [step, ...rest]: readonly string[], filling: unknown): unknown {
  if (step === undefined) return filling;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.map((item, index) => (index === Number(step) ? put(item, rest, filling) : item));
  }
  const fields = isRecord(value) ? value : {};
  return { ...fields, [step]: put(fields[step], rest, filling) };
}
