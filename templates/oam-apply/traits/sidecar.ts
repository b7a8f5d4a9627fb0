import { sidecar } from '@stepyard/catalog/traits/sidecar';
import { renderedTrait } from '../render/rendered-trait.ts';

export const trait = renderedTrait(sidecar, {
  also: {
    // KubeVela's trait of this name describes one container.
    sidecar: ({ name, image, args, cmd, ...rest }) =>
      name === undefined && image === undefined
        ? rest
        : {
            ...rest,
            containers: [
              { name, image, ...(args !== undefined && { args }), ...(cmd !== undefined && { cmd }) },
            ],
          },
  },
  render: (draft, { containers }) => {
    for (const { name, image, args, env, ports } of containers) {
      const variables = Object.entries(env).map(([variable, value]) => ({ name: variable, value }));
      draft.sidecars.push({
        name,
        image,
        ...(args.length > 0 && { args }),
        ...(variables.length > 0 && { env: variables }),
        ...(ports.length > 0 && { ports: ports.map((containerPort) => ({ containerPort })) }),
      });
    }
  },
  vela: ({ containers }) =>
    containers.map(({ name, image, args, env }) => ({
      type: 'sidecar',
      properties: {
        name,
        image,
        ...(args.length > 0 && { args }),
        ...(Object.keys(env).length > 0 && {
          env: Object.entries(env).map(([variable, value]) => ({ name: variable, value })),
        }),
      },
    })),
});
