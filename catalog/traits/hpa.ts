import { defineTrait } from '../src/trait.ts';
import { Type } from '../src/type.ts';

export const hpa = defineTrait({
  name: 'hpa',
  title: { en: 'Autoscaler', zh: '自动伸缩' },
  help: {
    en: 'Adds and removes replicas so that their load stays near a target (HorizontalPodAutoscaler).',
    zh: '增减副本，使其负载保持在目标附近（HorizontalPodAutoscaler）。',
  },
  appliesTo: { categories: ['deploy'], workloads: ['webservice', 'worker', 'statefulset'] },
  conflictsWith: ['cron-hpa', 'scaler'],
  claims: ['replicas'],
  inputs: {
    minReplicas: Type.Integer({
      title: { en: 'Fewest replicas', zh: '最少副本数' },
      owner: 'ops',
      default: 1,
      minimum: 1,
    }),
    maxReplicas: Type.Integer({
      title: { en: 'Most replicas', zh: '最多副本数' },
      owner: 'ops',
      minimum: 1,
    }),
    cpu: Type.Integer({
      title: { en: 'Target CPU (%)', zh: '目标 CPU（%）' },
      help: {
        en: 'Average use, in percent of what the containers request.',
        zh: '平均使用量占容器申请量的百分比。',
      },
      owner: 'ops',
      default: 80,
      minimum: 1,
    }),
    memory: Type.Integer({
      title: { en: 'Target memory (%)', zh: '目标内存（%）' },
      owner: 'ops',
      optional: true,
      minimum: 1,
    }),
    quietBeforeShrinking: Type.String({
      title: { en: 'Quiet time before shrinking', zh: '缩容前的观察时间' },
      help: {
        en: 'How long the load must be low before replicas are removed.',
        zh: '负载需持续偏低多久才移除副本。',
      },
      owner: 'ops',
      advanced: true,
      format: 'duration',
      default: '5m',
    }),
  },
  examples: [
    {
      title: { en: 'Two to ten replicas at 70 % CPU', zh: 'CPU 70%，2 到 10 个副本' },
      with: { minReplicas: 2, maxReplicas: 10, cpu: 70 },
    },
  ],
});
