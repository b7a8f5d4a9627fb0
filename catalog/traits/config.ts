import { cases } from '../src/cases.ts';
import { defineTrait } from '../src/trait.ts';
import { Type } from '../src/type.ts';

export const config = defineTrait({
  name: 'config',
  title: { en: 'Configuration', zh: '服务配置' },
  help: {
    en: 'Gives the workload groups of configuration values, plain and encrypted.',
    zh: '向工作负载提供配置组，包括普通配置和加密配置。',
  },
  appliesTo: {
    categories: ['deploy'],
    workloads: ['webservice', 'worker', 'task', 'cron-task', 'statefulset', 'daemon'],
  },
  claims: ['config'],
  inputs: {
    groups: Type.Array(
      Type.Object(
        {
          group: Type.String({
            title: { en: 'Configuration group', zh: '配置组' },
            options: { source: 'config-groups' },
            minLength: 1,
          }),
          as: cases(
            {
              env: {
                prefix: Type.String({
                  title: { en: 'Prefix of the names', zh: '变量名前缀' },
                  pattern: '^[A-Za-z_]*$',
                  default: '',
                }),
              },
              files: {
                mountPath: Type.String({
                  title: { en: 'Directory in the container', zh: '容器目录' },
                  pattern: '^/',
                }),
              },
            },
            {
              title: { en: 'Given as', zh: '提供方式' },
              labels: {
                env: { en: 'Environment variables', zh: '环境变量' },
                files: { en: 'Files', zh: '文件' },
              },
              default: 'env',
            },
          ),
        },
        { title: { en: 'Group', zh: '配置组' } },
      ),
      { title: { en: 'Groups', zh: '配置组' }, minItems: 1 },
    ),
  },
  examples: [
    {
      title: { en: 'Variables, and files below /etc/app', zh: '环境变量，以及 /etc/app 下的文件' },
      with: {
        groups: [{ group: 'app' }, { group: 'app-files', as: { case: 'files', mountPath: '/etc/app' } }],
      },
    },
  ],
});
