import { placeText, textAt, at as valueAt } from '@stepyard/runtime/kubernetes';
import type { Locate, TraitUse } from './application.ts';
import type { Fault } from './problems.ts';
import { recordAt } from './v1beta1.ts';

/** Kinds of v1alpha2 whose names say something else than those of v1beta1. */
const names: Readonly<Record<string, string>> = {
  ManualScalerTrait: 'scaler',
  Autoscaler: 'hpa',
  HorizontalPodAutoscalerTrait: 'hpa',
  CronHorizontalPodAutoscaler: 'cron-hpa',
  Route: 'ingress',
};

/** The trait of v1beta1 that a trait of v1alpha2 is. */
export function toTrait(
  item: unknown,
  place: Locate,
  { faults, lost }: { readonly faults: Fault[]; readonly lost: string[] },
): TraitUse[] {
  const trait = valueAt(item, 'trait');
  const kind = textAt(trait, 'kind');
  if (kind === '') {
    faults.push({
      at: place(),
      message: 'must be a trait with `kind`.',
      hint: 'Write `trait: { apiVersion, kind, spec }`.',
    });
    return [];
  }
  if (textAt(trait, 'metadata', 'name') !== '')
    lost.push(`${placeText(place('metadata', 'name'))} names the trait: traits of v1beta1 have no names.`);
  const { workloadRef: _, replicaCount, ...spec } = recordAt(trait, 'spec');
  return [
    {
      type: names[kind] ?? kebab(kind.replace(/Trait$/, '')),
      properties: { ...spec, ...(replicaCount !== undefined && { replicas: replicaCount }) },
      place: (...path) => {
        const [first, ...rest] = path;
        if (first === undefined) return place();
        return place('spec', first === 'replicas' ? 'replicaCount' : first, ...rest);
      },
    },
  ];
}

function kebab(kind: string): string {
  return kind.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}
