import type { Values } from '@stepyard/catalog';
import type { Draft } from '../render/draft.ts';
import type { container, ports } from './container-fields.ts';

/** Puts what a component runs into its draft. */
export function setContainer(draft: Draft, values: Values<typeof container>): void {
  const { main } = draft;
  const { cpu, memory, limit } = values;
  main.image = values.image;
  if (values.imagePullPolicy !== undefined) main.imagePullPolicy = values.imagePullPolicy;
  if (values.cmd.length > 0) main.command = values.cmd;
  if (values.args.length > 0) main.args = values.args;
  if (values.env.length > 0) main.env = values.env;
  const requests = { ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) };
  if (Object.keys(requests).length > 0 || limit !== undefined) {
    main.resources = {
      ...(Object.keys(requests).length > 0 && { requests }),
      ...(limit !== undefined && { limits: limit }),
    };
  }
  if (values.livenessProbe !== undefined) main.livenessProbe = values.livenessProbe;
  if (values.readinessProbe !== undefined) main.readinessProbe = values.readinessProbe;
  if (values.imagePullSecrets.length > 0)
    draft.pod.imagePullSecrets = values.imagePullSecrets.map((name) => ({ name }));
  Object.assign(draft.podLabels, values.labels);
  Object.assign(draft.podAnnotations, values.annotations);
}

/** Puts the ports of a component into its draft; `port` alone is one that others reach. */
export function setPorts(draft: Draft, values: Values<typeof ports>): void {
  draft.serviceType = values.exposeType;
  if (values.port !== undefined)
    draft.ports.push({ port: values.port, name: `port-${values.port}`, protocol: 'TCP', exposed: true });
  for (const { port, name = `port-${port}`, protocol, expose } of values.ports) {
    if (draft.ports.some((one) => one.port === port && one.protocol === protocol)) continue;
    draft.ports.push({ port, name, protocol, exposed: expose });
  }
}
