import { createHash } from 'node:crypto';
import type { KubeObject, Manifest } from '@stepyard/runtime/kubernetes';
import type { Application, Component } from '../application/application.ts';
import type { BoundValues } from '../application/bindings.ts';
import { workloadTypes } from '../workloads/workloads.ts';
import { labelsOf } from './draft.ts';
import { namedTraits, traitNamed } from './named-traits.ts';
import type { RenderContext } from './rendered-trait.ts';
import { objectsOf } from './workload.ts';

/** Name of the Secret with what it takes to reach a service. */
export function bindingSecretOf(application: string, service: string): string {
  return `${application}-${service}-binding`.toLowerCase().replace(/[^a-z0-9.-]+/g, '-');
}

/** The Kubernetes objects of a component in which nothing is wrong. */
export function renderComponent(
  { name, labels }: Application,
  component: Component,
  context: RenderContext,
): KubeObject[] {
  const type = workloadTypes.find((one) => one.name === component.type);
  if (type === undefined) return [];
  const draft = type.draft(name, component);
  for (const use of namedTraits(component)) traitNamed(use.type)?.render(draft, use.properties, context);
  const scopes = Object.values(component.scopes).map((scope) => ['app.oam.dev/health-scope', scope]);
  return objectsOf(draft).map((object) => withLabels(object, { ...labels, ...Object.fromEntries(scopes) }));
}

/** Secrets with what components are bound to; the values stand nowhere else. */
export function renderBindings({ name }: Application, bound: BoundValues): KubeObject[] {
  return [...bound].map(([service, values]) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: bindingSecretOf(name, service),
      labels: labelsOf({ application: name, component: service }),
    },
    type: 'Opaque',
    data: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
    ),
  }));
}

/** A Job cannot be changed: what it runs stands in its name, so that another run is another Job. */
export function namedByContent(object: KubeObject): KubeObject {
  if (object.kind !== 'Job') return object;
  const digest = createHash('sha256').update(JSON.stringify(object.spec)).digest('hex').slice(0, 8);
  return { ...object, metadata: { ...object.metadata, name: `${object.metadata.name}-${digest}` } };
}

/** An object as a manifest that stands where its component does. */
export function manifestOf(object: KubeObject, { place }: Pick<Component, 'place'>): Manifest {
  return { object, at: place(), place: () => place() };
}

/** Labels of its own come before others. */
export function withLabels(object: KubeObject, labels: Readonly<Record<string, unknown>>): KubeObject {
  const { metadata } = object;
  const own = typeof metadata.labels === 'object' && metadata.labels !== null ? metadata.labels : {};
  return { ...object, metadata: { ...metadata, labels: { ...labels, ...own } } };
}
