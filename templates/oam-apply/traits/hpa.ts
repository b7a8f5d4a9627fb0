import { readDuration } from '@stepyard/catalog';
import { hpa } from '@stepyard/catalog/traits/hpa';
import { isRecord } from '@stepyard/contract/json';
import type { Properties } from '../application/application.ts';
import { beside, kindOf } from '../render/draft.ts';
import { renderedTrait } from '../render/rendered-trait.ts';

export const trait = renderedTrait(hpa, {
  also: { hpa: ours, autoscaler: ours, cpuscaler: ours },
  render: (draft, { minReplicas, maxReplicas, cpu, memory, quietBeforeShrinking }) => {
    const metric = (name: string, averageUtilization: number) => ({
      type: 'Resource',
      resource: { name, target: { type: 'Utilization', averageUtilization } },
    });
    const seconds = Math.round((readDuration(quietBeforeShrinking) ?? 0) / 1000);
    draft.beside.push(
      beside(draft, 'autoscaling/v2', 'HorizontalPodAutoscaler', draft.component, {
        spec: {
          scaleTargetRef: { ...kindOf[draft.workload], name: draft.component },
          minReplicas,
          maxReplicas,
          metrics: [metric('cpu', cpu), ...(memory === undefined ? [] : [metric('memory', memory)])],
          behavior: { scaleDown: { stabilizationWindowSeconds: seconds } },
        },
      }),
    );
  },
  vela: ({ minReplicas, maxReplicas, cpu, memory }) => ({
    type: 'hpa',
    properties: {
      min: minReplicas,
      max: maxReplicas,
      cpu: { type: 'Utilization', value: cpu },
      ...(memory !== undefined && { mem: { type: 'Utilization', value: memory } }),
    },
  }),
});

/** KubeVela's words as ours. */
function ours({ min, max, cpuUtil, cpu = cpuUtil, mem, ...rest }: Properties): Properties {
  return {
    ...rest,
    ...(min !== undefined && { minReplicas: min }),
    ...(max !== undefined && { maxReplicas: max }),
    ...(cpu !== undefined && { cpu: isRecord(cpu) ? cpu.value : cpu }),
    ...(mem !== undefined && { memory: isRecord(mem) ? mem.value : mem }),
  };
}
