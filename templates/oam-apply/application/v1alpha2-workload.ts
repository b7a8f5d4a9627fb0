import { isRecord, textIn } from '@stepyard/contract/json';
import { listAt, numberAt, placeText, textAt, at as valueAt } from '@stepyard/runtime/kubernetes';
import type { Component, Locate, Properties, TraitUse } from './application.ts';
import type { Fault } from './problems.ts';

/** Where the containers are, and what type of component it is, by the kind of the workload. */
const kinds: Readonly<Record<string, { readonly pod: readonly string[]; readonly type: string }>> = {
  ContainerizedWorkload: { pod: ['spec'], type: 'webservice' },
  PodSpecWorkload: { pod: ['spec', 'podSpec'], type: 'webservice' },
  Deployment: { pod: ['spec', 'template', 'spec'], type: 'webservice' },
  StatefulSet: { pod: ['spec', 'template', 'spec'], type: 'statefulset' },
  DaemonSet: { pod: ['spec', 'template', 'spec'], type: 'daemon' },
  Job: { pod: ['spec', 'template', 'spec'], type: 'task' },
  CronJob: { pod: ['spec', 'jobTemplate', 'spec', 'template', 'spec'], type: 'cron-task' },
};
const taken = ['name', 'image', 'command', 'cmd', 'args', 'arguments', 'env', 'ports', 'resources'];
const probes = ['livenessProbe', 'readinessProbe'];

interface Notes {
  readonly faults: Fault[];
  readonly lost: string[];
}

/** The type and properties that the workload of a Component comes to. */
export function toWorkload(
  workload: unknown,
  place: Locate,
  { faults, lost }: Notes,
): Pick<Component, 'type' | 'properties' | 'traits' | 'place'> {
  const kind = textAt(workload, 'kind');
  const known = kinds[kind];
  const [main, ...others] = listAt(workload, ...(known?.pod ?? []), 'containers');
  if (known === undefined || main === undefined) {
    faults.push({
      at: place(),
      message:
        known === undefined
          ? `is a workload of the kind ${JSON.stringify(kind)}, which has no counterpart in v1beta1.`
          : 'must have at least one container.',
      hint: `Known are ${Object.keys(kinds).join(', ')}.`,
    });
    return { type: 'worker', properties: { image: 'none' }, traits: [], place };
  }
  const inContainer: Locate = (...path) => place(...known.pod, 'containers', 0, ...path);
  const spec = valueAt(workload, ...known.pod);
  const left = isRecord(spec) ? Object.keys(spec).filter((name) => name !== 'containers') : [];
  for (const name of left)
    lost.push(`${placeText(place(...known.pod, name))} \`${name}\` of ${kind} has no place in v1beta1.`);
  const ports = listAt(main, 'ports').length > 0;
  const replicas = known.pod.length > 1 ? numberAt(workload, 'spec', 'replicas') : undefined;
  const schedule = textAt(workload, 'spec', 'schedule');
  return {
    type: known.type === 'webservice' && !ports ? 'worker' : known.type,
    properties: { ...containerOf(main, inContainer, lost), ...(schedule !== '' && { schedule }) },
    place: inContainer,
    traits: [
      ...sidecarOf(others, (...path) => place(...known.pod, 'containers', ...path), lost),
      ...(replicas === undefined
        ? []
        : [{ type: 'scaler', properties: { replicas }, place: () => place('spec', 'replicas') }]),
    ],
  };
}

function containerOf(container: unknown, place: Locate, lost: string[]): Properties {
  const given = isRecord(container) ? container : {};
  const resources = valueAt(container, 'resources');
  for (const name of Object.keys(given).filter((one) => ![...taken, ...probes].includes(one)))
    lost.push(`${placeText(place(name))} \`${name}\` of the container has no place in v1beta1.`);
  if (valueAt(resources, 'volumes') !== undefined)
    lost.push(
      `${placeText(place('resources', 'volumes'))} volumes are not converted: use the trait \`storage\`.`,
    );
  const amount = (name: string) =>
    textAt(resources, name, 'required') ||
    textAt(resources, 'requests', name) ||
    textAt(resources, 'limits', name);
  const ports = listAt(container, 'ports').map((port) => ({
    port: numberAt(port, 'containerPort') ?? numberAt(port, 'port'),
    ...(textIn(port, 'name') !== undefined && { name: textIn(port, 'name') }),
    ...(textIn(port, 'protocol') !== undefined && { protocol: textIn(port, 'protocol') }),
    expose: true,
  }));
  const cmd = given.command ?? given.cmd;
  const args = given.args ?? given.arguments;
  return {
    ...(given.image !== undefined && { image: given.image }),
    ...(cmd !== undefined && { cmd }),
    ...(args !== undefined && { args }),
    ...(given.env !== undefined && { env: listAt(container, 'env').map(variable) }),
    ...(ports.length > 0 && { ports }),
    ...(amount('cpu') !== '' && { cpu: amount('cpu') }),
    ...(amount('memory') !== '' && { memory: amount('memory') }),
    ...Object.fromEntries(probes.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]]))),
  };
}

/** `fromSecret` is how v1alpha2 names a key of a Secret. */
function variable(one: unknown): unknown {
  if (!isRecord(one) || one.fromSecret === undefined) return one;
  const { fromSecret, ...rest } = one;
  return { ...rest, valueFrom: { secretKeyRef: fromSecret } };
}

function sidecarOf(others: readonly unknown[], place: Locate, lost: string[]): TraitUse[] {
  if (others.length === 0) return [];
  const containers = others.map((other, index) => {
    const at: Locate = (...path) => place(index + 1, ...path);
    const { image, args, env, ports, ...rest } = containerOf(other, at, lost);
    for (const name of Object.keys(rest))
      lost.push(
        `${placeText(at(name))} \`${name}\` of a further container has no place in the trait \`sidecar\`.`,
      );
    const pairs = listAt({ env }, 'env').map((one) => [textAt(one, 'name'), textAt(one, 'value')]);
    return {
      name: textIn(other, 'name') ?? `sidecar-${index + 1}`,
      image,
      ...(args !== undefined && { args }),
      ...(pairs.length > 0 && { env: Object.fromEntries(pairs) }),
      ...(ports !== undefined && { ports: listAt({ ports }, 'ports').map((one) => numberAt(one, 'port')) }),
    };
  });
  return [{ type: 'sidecar', properties: { containers }, place: () => place(1) }];
}
