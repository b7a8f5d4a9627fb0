import { defineTrait } from '../src/trait.ts';
import { Type } from '../src/type.ts';

export const serviceBinding = defineTrait({
  name: 'service-binding',
  title: { en: 'Service binding', zh: '服务绑定' },
  help: {
    en: 'Gives the workload what it needs to reach another service, as secret environment variables.',
    zh: '将访问另一服务所需的信息以加密环境变量的形式提供给工作负载。',
  },
  appliesTo: {
    categories: ['deploy'],
    workloads: ['webservice', 'worker', 'task', 'cron-task', 'statefulset'],
  },
  claims: ['bindings'],
  inputs: {
    bindings: Type.Array(
      Type.Object(
        {
          service: Type.String({
            title: { en: 'Service', zh: '服务' },
            help: {
              en: 'A component, sidecar or task of the same pipeline.',
              zh: '同一流水线中的组件、边车或任务。',
            },
            minLength: 1,
          }),
          env: Type.Map(Type.String({ minLength: 1 }), {
            title: { en: 'Variables', zh: '环境变量' },
            help: {
              en: 'Name of each variable, and the key of the service that it takes: `url`, `password` …',
              zh: '变量名及其取自服务的键：`url`、`password` 等。',
            },
            keyPattern: '^[A-Za-z_][A-Za-z0-9_]*$',
          }),
        },
        { title: { en: 'Binding', zh: '绑定' } },
      ),
      { title: { en: 'Bindings', zh: '绑定' }, minItems: 1 },
    ),
  },
  examples: [
    {
      title: { en: 'The URL of a database', zh: '数据库的地址' },
      with: { bindings: [{ service: 'database', env: { DATABASE_URL: 'url' } }] },
    },
  ],
});
