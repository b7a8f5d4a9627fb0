import { nodeAffinity } from '@stepyard/catalog/traits/node-affinity';
import { renderedTrait } from '../render/rendered-trait.ts';

interface Condition {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

export const trait = renderedTrait(nodeAffinity, {
  render: (draft, { required, preferred }) => {
    const inner = {
      ...(required.length > 0 && {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: required.map(expression) }],
        },
      }),
      ...(preferred.length > 0 && {
        preferredDuringSchedulingIgnoredDuringExecution: preferred.map(({ weight, ...condition }) => ({
          weight,
          preference: { matchExpressions: [expression(condition)] },
        })),
      }),
    };
    if (Object.keys(inner).length > 0) draft.pod.affinity = { nodeAffinity: inner };
  },
});

function expression({ key, operator, values }: Condition) {
  return { key, operator, ...(values.length > 0 && { values }) };
}
