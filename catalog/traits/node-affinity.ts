import { defineTrait } from '../src/trait.ts';
import { Type } from '../src/type.ts';

const condition = {
  key: Type.String({ title: { en: 'Label', zh: '标签' }, minLength: 1 }),
  operator: Type.Enum(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'], {
    title: { en: 'Condition', zh: '条件' },
    default: 'In',
  }),
  values: Type.Array(Type.String(), { title: { en: 'Values', zh: '值' }, default: [] }),
};

export const nodeAffinity = defineTrait({
  name: 'node-affinity',
  title: { en: 'Node affinity', zh: '节点亲和性' },
  help: { en: 'Says on which nodes the pods run.', zh: '指定 Pod 运行在哪些节点上。' },
  owner: 'infra',
  appliesTo: {
    categories: ['deploy'],
    workloads: ['webservice', 'worker', 'task', 'cron-task', 'statefulset', 'daemon'],
  },
  claims: ['affinity.nodeAffinity'],
  inputs: {
    required: Type.Array(Type.Object(condition, { title: { en: 'Condition', zh: '条件' } }), {
      title: { en: 'Required', zh: '必须满足' },
      help: { en: 'A node must meet all of these.', zh: '节点必须满足全部条件。' },
      owner: 'infra',
      default: [],
    }),
    preferred: Type.Array(
      Type.Object(
        {
          weight: Type.Integer({ title: { en: 'Weight', zh: '权重' }, minimum: 1, maximum: 100 }),
          ...condition,
        },
        { title: { en: 'Preference', zh: '偏好' } },
      ),
      {
        title: { en: 'Preferred', zh: '优先满足' },
        help: {
          en: 'Nodes that meet more of these, by weight, come first.',
          zh: '按权重优先选择满足更多条件的节点。',
        },
        owner: 'infra',
        default: [],
      },
    ),
  },
  examples: [
    {
      title: { en: 'Only nodes with an SSD', zh: '仅限带 SSD 的节点' },
      with: { required: [{ key: 'disk', values: ['ssd'] }] },
    },
  ],
});
