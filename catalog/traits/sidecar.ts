import { defineTrait } from '../src/trait.ts';
import { Type } from '../src/type.ts';

export const sidecar = defineTrait({
  name: 'sidecar',
  title: { en: 'Sidecar', zh: '边车' },
  help: { en: 'Runs further containers beside the workload.', zh: '在工作负载旁运行其他容器。' },
  appliesTo: {
    categories: ['deploy'],
    workloads: ['webservice', 'worker', 'task', 'cron-task', 'statefulset', 'daemon'],
  },
  claims: ['sidecars'],
  inputs: {
    containers: Type.Array(
      Type.Object(
        {
          name: Type.String({
            title: { en: 'Name', zh: '名称' },
            pattern: '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$',
          }),
          image: Type.String({ title: { en: 'Image', zh: '镜像' }, format: 'image' }),
          args: Type.Array(Type.String(), { title: { en: 'Arguments', zh: '参数' }, default: [] }),
          env: Type.Map(Type.String(), {
            title: { en: 'Environment variables', zh: '环境变量' },
            keyPattern: '^[A-Za-z_][A-Za-z0-9_]*$',
            default: {},
          }),
          ports: Type.Array(Type.Integer({ minimum: 1, maximum: 65535 }), {
            title: { en: 'Ports', zh: '端口' },
            default: [],
            uniqueItems: true,
          }),
        },
        { title: { en: 'Container', zh: '容器' } },
      ),
      { title: { en: 'Containers', zh: '容器' }, minItems: 1 },
    ),
  },
  examples: [
    {
      title: { en: 'A log collector', zh: '日志采集' },
      with: { containers: [{ name: 'logs', image: 'fluent/fluent-bit:3.1', args: ['-c', '/etc/bit.conf'] }] },
    },
  ],
});
