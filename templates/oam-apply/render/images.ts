import { isRecord } from '@stepyard/contract/json';
import { listAt, type Substitution, substituteImages } from '@stepyard/runtime/kubernetes';
import type { Application, Properties } from '../application/application.ts';

/** Puts images in the place of others in components and in containers of their traits. */
export function withImages(
  application: Application,
  substitutions: readonly Substitution[],
  used: Set<Substitution>,
): Application {
  if (substitutions.length === 0) return application;
  // A component is a container as pods describe it, as far as its image goes.
  const replace = (containers: readonly unknown[], before: Properties): Properties => {
    const shell = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: application.name },
      spec: { containers },
    };
    const [found] = listAt(substituteImages(shell, substitutions, used), 'spec', 'containers');
    return isRecord(found) ? found : before;
  };
  return {
    ...application,
    components: application.components.map((component) => ({
      ...component,
      properties: replace([component.properties], component.properties),
      traits: component.traits.map((use) => ({
        ...use,
        properties: replace([use.properties], use.properties),
      })),
    })),
  };
}
