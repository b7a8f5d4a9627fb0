import type { KubeObject } from '@stepyard/runtime/kubernetes';
import type { Application, Component } from '../application/application.ts';
import { namedTraits, traitNamed } from './named-traits.ts';
import type { RenderContext } from './rendered-trait.ts';

/** An application as v1beta1 for KubeVela, and the traits that KubeVela has no definition of. */
export interface VelaApplication {
  readonly object: KubeObject;
  readonly unknown: readonly string[];
}

/** Writes an application with its overlays as one Application of v1beta1, in the words of KubeVela. */
export function toVela(application: Application, context: RenderContext): VelaApplication {
  const { name, labels, annotations, components, rest } = application;
  const unknown = new Set<string>();
  const object = {
    apiVersion: 'core.oam.dev/v1beta1',
    kind: 'Application',
    metadata: {
      name,
      ...(Object.keys(labels).length > 0 && { labels }),
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: { ...rest, components: components.map((one) => component(one, context, unknown)) },
  };
  return { object, unknown: [...unknown] };
}

function component(given: Component, context: RenderContext, unknown: Set<string>): object {
  const { name, type, properties, dependsOn, scopes, rest } = given;
  const traits = namedTraits(given).flatMap((use, index) => {
    const vela = traitNamed(use.type)?.vela;
    if (vela !== undefined) return vela(use.properties, context);
    unknown.add(use.type);
    // Under the name that it was written by, which may be one of the platform's own definitions.
    const { type: written = use.type, properties: own } = given.traits[index] ?? use;
    return [{ type: written, properties: own }];
  });
  return {
    ...rest,
    name,
    type,
    properties,
    ...(traits.length > 0 && { traits }),
    ...(dependsOn.length > 0 && { dependsOn }),
    ...(Object.keys(scopes).length > 0 && { scopes }),
  };
}
