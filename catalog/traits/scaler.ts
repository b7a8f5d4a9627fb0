import { defineTrait } from '../src/trait.ts';
import { Type } from '../src/type.ts';

export const scaler = defineTrait({
  name: 'scaler',
  title: { en: 'Scaler', zh: '副本数' },
  help: { en: 'Runs a fixed number of replicas.', zh: '以固定数量的副本运行。' },
  appliesTo: { categories: ['deploy'], workloads: ['webservice', 'worker', 'statefulset'] },
  conflictsWith: ['hpa', 'cron-hpa'],
  claims: ['replicas'],
  inputs: {
    replicas: Type.Integer({
      title: { en: 'Replicas', zh: '副本数' },
      help: {
        en: '0 stops the workload and keeps its definition.',
        zh: '为 0 时停止工作负载，但保留其定义。',
      },
      owner: 'ops',
      minimum: 0,
      maximum: 10000,
    }),
  },
  examples: [{ title: { en: 'Three replicas', zh: '三个副本' }, with: { replicas: 3 } }],
});
