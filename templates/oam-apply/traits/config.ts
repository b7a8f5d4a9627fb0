import { config } from '@stepyard/catalog/traits/config';
import { listAt } from '@stepyard/runtime/kubernetes';
import { renderedTrait } from '../render/rendered-trait.ts';

export const trait = renderedTrait(config, {
  render: (draft, { groups }) => {
    for (const [index, { group, as }] of groups.entries()) {
      // A group has a plain part, an encrypted part, or both, under one name.
      const name = { name: group, optional: true };
      if (as.case === 'env') {
        const prefix = as.prefix === '' ? {} : { prefix: as.prefix };
        draft.main.envFrom = [
          ...listAt(draft.main, 'envFrom'),
          { ...prefix, configMapRef: name },
          { ...prefix, secretRef: name },
        ];
        continue;
      }
      const volume = `config-${index + 1}`;
      draft.volumes.push({ name: volume, projected: { sources: [{ configMap: name }, { secret: name }] } });
      draft.main.volumeMounts = [
        ...listAt(draft.main, 'volumeMounts'),
        { name: volume, mountPath: as.mountPath, readOnly: true },
      ];
    }
  },
});
