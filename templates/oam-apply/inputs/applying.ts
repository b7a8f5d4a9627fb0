import { cases, Type } from '@stepyard/catalog';
import { fieldConflicts, imageSubstitutions, onlyShow, readiness } from '@stepyard/catalog/fields';

const section = 'applying';
const hook = (en: string, zh: string, help: { en: string; zh: string }) =>
  Type.Array(Type.String({ minLength: 1 }), {
    title: { en, zh },
    help,
    section,
    owner: 'ops',
    default: [],
    advanced: true,
    uniqueItems: true,
  });

/** How it is made, and what becomes of the rest. */
export const applying = {
  images: imageSubstitutions(section),
  engine: cases(
    { kubernetes: {}, kubevela: {} },
    {
      title: { en: 'Made by', zh: '渲染方式' },
      labels: {
        kubernetes: { en: 'This task, as Kubernetes objects', zh: '由本任务生成 Kubernetes 对象' },
        kubevela: {
          en: 'KubeVela, from an Application of v1beta1',
          zh: '由 KubeVela 处理 v1beta1 Application',
        },
      },
      section,
      owner: 'infra',
      default: 'kubernetes',
      advanced: true,
    },
  ),
  preHooks: hook('Before the others', '前置钩子', {
    en: 'Components of the type `task` that run to their end before the others start, one after another.',
    zh: '类型为 `task` 的组件，依次执行完成后才启动其他组件。',
  }),
  postHooks: hook('After the others', '后置钩子', {
    en: 'Components of the type `task` that run when the others are ready, one after another.',
    zh: '类型为 `task` 的组件，在其他组件就绪后依次执行。',
  }),
  dryRun: onlyShow(section),
  wait: readiness(section),
  prune: cases(
    {
      none: {},
      application: {
        limit: Type.Integer({
          title: { en: 'At most', zh: '最多删除' },
          help: { en: 'Where more would go, nothing at all is done.', zh: '超过时不执行任何操作。' },
          minimum: 0,
          maximum: 1000,
          default: 10,
        }),
      },
    },
    {
      title: { en: 'Delete what the application holds no more', zh: '清理应用不再包含的对象' },
      labels: { none: { en: 'No', zh: '否' }, application: { en: 'Yes', zh: '是' } },
      help: {
        en: 'Only what an earlier run of this pipeline applied for this application. Never volume claims.',
        zh: '仅限本流水线此前为该应用创建的对象；从不删除存储卷声明。',
      },
      section,
      owner: 'ops',
      default: 'none',
      advanced: true,
    },
  ),
  conflicts: fieldConflicts(section),
  kubectlImage: Type.String({
    title: { en: 'Image with kubectl', zh: 'kubectl 镜像' },
    help: {
      en: 'What scheduled scaling runs in the cluster.',
      zh: '定时伸缩在集群中运行的镜像。',
    },
    section,
    owner: 'infra',
    format: 'image',
    default: 'registry.k8s.io/kubectl:v1.34.1',
    advanced: true,
  }),
};
