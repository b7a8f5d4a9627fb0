import type { KubeObject } from '@stepyard/runtime/kubernetes';
import { beside, type Draft, kindOf, labelsOf, selectorOf } from './draft.ts';

/** The objects of a component: its workload, its Service, and what its traits put beside them. */
export function objectsOf(draft: Draft): KubeObject[] {
  const { apiVersion, kind } = kindOf[draft.workload];
  const workload = beside(draft, apiVersion, kind, draft.component, { spec: specOf(draft) });
  return [...draft.beside, ...servicesOf(draft), workload];
}

function specOf(draft: Draft): Readonly<Record<string, unknown>> {
  const template = templateOf(draft);
  const replicas = draft.replicas === undefined ? {} : { replicas: draft.replicas };
  const selector = { matchLabels: selectorOf(draft) };
  switch (draft.workload) {
    case 'webservice':
    case 'worker': {
      const strategy = draft.exclusive ? { strategy: { type: 'Recreate' } } : {};
      return { ...replicas, selector, ...strategy, ...draft.spec, template };
    }
    case 'statefulset': {
      const volumeClaimTemplates = draft.claimTemplates;
      const claims = volumeClaimTemplates.length > 0 ? { volumeClaimTemplates } : {};
      return { ...replicas, selector, serviceName: draft.component, ...draft.spec, template, ...claims };
    }
    case 'daemon':
      return { selector, ...draft.spec, template };
    case 'task':
      return { ...draft.spec, template };
    case 'cron-task': {
      const { job, ...spec } = draft.spec;
      return { ...spec, jobTemplate: { spec: { ...toRecord(job), template } } };
    }
  }
}

function templateOf(draft: Draft): Readonly<Record<string, unknown>> {
  const { main, ports } = draft;
  const containerPorts = ports.map(({ port, name, protocol }) => ({ containerPort: port, name, protocol }));
  const container = { ...main, ...(containerPorts.length > 0 && { ports: containerPorts }) };
  const annotations = Object.keys(draft.podAnnotations).length > 0 && { annotations: draft.podAnnotations };
  return {
    metadata: { labels: { ...draft.podLabels, ...labelsOf(draft) }, ...annotations },
    spec: {
      ...draft.pod,
      containers: [container, ...draft.sidecars],
      ...(draft.volumes.length > 0 && { volumes: draft.volumes }),
    },
  };
}

/** The pods of a StatefulSet have names of their own only by a Service without an address. */
function servicesOf(draft: Draft): KubeObject[] {
  const stateful = draft.workload === 'statefulset';
  const exposed = draft.ports.filter((port) => stateful || port.exposed);
  if (exposed.length === 0 && !stateful) return [];
  const ports = exposed.map(({ port, name, protocol }) => ({ port, name, protocol, targetPort: port }));
  const headless = stateful && draft.serviceType === 'ClusterIP';
  return [
    beside(draft, 'v1', 'Service', draft.component, {
      spec: {
        ...(headless ? { clusterIP: 'None' } : { type: draft.serviceType }),
        selector: selectorOf(draft),
        ...(ports.length > 0 && { ports }),
      },
    }),
  ];
}

function toRecord(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
