import { defineTrait } from '../src/trait.ts';
import { Type } from '../src/type.ts';

export const cronHpa = defineTrait({
  name: 'cron-hpa',
  title: { en: 'Scheduled scaling', zh: '定时伸缩' },
  help: {
    en: 'Changes the number of replicas at set times.',
    zh: '在设定的时间改变副本数。',
  },
  appliesTo: { categories: ['deploy'], workloads: ['webservice', 'worker', 'statefulset'] },
  conflictsWith: ['hpa', 'scaler'],
  claims: ['replicas'],
  inputs: {
    rules: Type.Array(
      Type.Object(
        {
          cron: Type.String({ title: { en: 'When', zh: '时间' }, format: 'cron' }),
          replicas: Type.Integer({ title: { en: 'Replicas', zh: '副本数' }, minimum: 0 }),
        },
        { title: { en: 'Rule', zh: '规则' } },
      ),
      {
        title: { en: 'Rules', zh: '规则' },
        help: { en: 'From each time on, that many replicas.', zh: '从各时间点起，运行相应数量的副本。' },
        owner: 'ops',
        minItems: 1,
      },
    ),
    zone: Type.String({
      title: { en: 'Time zone', zh: '时区' },
      help: { en: 'A name such as `Asia/Shanghai`.', zh: '名称，例如 `Asia/Shanghai`。' },
      owner: 'ops',
      pattern: '^[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)*$',
      default: 'UTC',
    }),
  },
  examples: [
    {
      title: { en: 'More by day than by night', zh: '白天多，夜间少' },
      with: {
        rules: [
          { cron: '0 8 * * 1-5', replicas: 10 },
          { cron: '0 20 * * *', replicas: 2 },
        ],
        zone: 'Asia/Shanghai',
      },
    },
  ],
});
