import { serviceBinding } from '@stepyard/catalog/traits/service-binding';
import { listAt } from '@stepyard/runtime/kubernetes';
import { renderedTrait } from '../render/rendered-trait.ts';

export const trait = renderedTrait(serviceBinding, {
  render: (draft, { bindings }, { bindingSecret }) => {
    const variables = bindings.flatMap(({ service, env }) =>
      Object.entries(env).map(([name, key]) => ({
        name,
        valueFrom: { secretKeyRef: { name: bindingSecret(service), key } },
      })),
    );
    draft.main.env = [...listAt(draft.main, 'env'), ...variables];
  },
  vela: ({ bindings }, { bindingSecret }) => ({
    type: 'service-binding',
    properties: {
      envMappings: Object.fromEntries(
        bindings.flatMap(({ service, env }) =>
          Object.entries(env).map(([name, key]) => [name, { secret: bindingSecret(service), key }]),
        ),
      ),
    },
  }),
});
