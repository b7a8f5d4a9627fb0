import { scaler } from '@stepyard/catalog/traits/scaler';
import { renderedTrait } from '../render/rendered-trait.ts';

export const trait = renderedTrait(scaler, {
  render: (draft, { replicas }) => {
    draft.replicas = replicas;
  },
  vela: (properties) => ({ type: 'scaler', properties }),
});
