import { cases } from '../src/cases.ts';
import { defineTrait } from '../src/trait.ts';
import { Type } from '../src/type.ts';

export const storage = defineTrait({
  name: 'storage',
  title: { en: 'Storage', zh: '存储' },
  help: { en: 'Mounts volumes that outlive the pods.', zh: '挂载独立于 Pod 生命周期的存储卷。' },
  appliesTo: { categories: ['deploy'], workloads: ['webservice', 'worker', 'task', 'statefulset'] },
  claims: ['volumes'],
  inputs: {
    volumes: Type.Array(
      Type.Object(
        {
          name: Type.String({
            title: { en: 'Name', zh: '名称' },
            pattern: '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$',
          }),
          mountPath: Type.String({
            title: { en: 'Directory in the container', zh: '容器目录' },
            pattern: '^/',
          }),
          access: Type.Enum(['exclusive', 'shared'], {
            title: { en: 'Kind', zh: '类型' },
            labels: {
              exclusive: { en: 'Exclusive: one pod at a time', zh: '独享型：同时仅一个 Pod' },
              shared: { en: 'Shared: several pods at a time', zh: '共享型：可多个 Pod 同时使用' },
            },
            default: 'exclusive',
          }),
          volume: cases(
            {
              created: {
                size: Type.String({ title: { en: 'Size', zh: '大小' }, format: 'quantity' }),
                className: Type.String({
                  title: { en: 'Storage class', zh: '存储类' },
                  owner: 'infra',
                  optional: true,
                }),
              },
              existing: {
                claim: Type.String({ title: { en: 'Volume claim', zh: '存储卷声明' }, minLength: 1 }),
              },
            },
            {
              title: { en: 'Volume', zh: '存储卷' },
              labels: {
                created: { en: 'Made if missing', zh: '不存在则创建' },
                existing: { en: 'An existing one', zh: '已有的' },
              },
            },
          ),
        },
        { title: { en: 'Volume', zh: '存储卷' } },
      ),
      { title: { en: 'Volumes', zh: '存储卷' }, owner: 'ops', minItems: 1 },
    ),
  },
  examples: [
    {
      title: { en: 'A data directory of 10 GiB', zh: '10 GiB 的数据目录' },
      with: {
        volumes: [{ name: 'data', mountPath: '/var/lib/app', volume: { case: 'created', size: '10Gi' } }],
      },
    },
  ],
});
