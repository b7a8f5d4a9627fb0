import { defineTemplate, Type } from '@stepyard/catalog';
import { applying } from './inputs/applying.ts';
import { overlays, source } from './inputs/source.ts';
import { target } from './inputs/target.ts';

const cluster = { case: 'kubeconfig', kubeconfig: '${{ secrets.KUBECONFIG }}' } as const;
const objects = (en: string, zh: string) => Type.Array(Type.String(), { title: { en, zh } });

export const oamApply = defineTemplate({
  name: 'oam-apply',
  version: '1.0.0',
  title: { en: 'Deploy OAM application', zh: '部署 OAM 应用' },
  help: {
    en: 'Checks an OAM application with its traits, makes Kubernetes objects of it and applies them in the order of their dependencies.',
    zh: '校验 OAM 应用及其运维特征，生成 Kubernetes 对象并按依赖顺序应用。',
  },
  category: 'deploy',
  keywords: [
    'kubernetes',
    'oam',
    'kubevela',
    'application',
    'component',
    'trait',
    '部署',
    '应用',
    '组件',
    '运维特征',
  ],
  sections: { target: { en: 'Target', zh: '目标' }, applying: { en: 'Applying', zh: '应用方式' } },
  inputs: { source, overlays, ...target, ...applying },
  outputs: {
    changed: objects('Objects that were made or changed', '新建或更改的对象'),
    deleted: objects('Objects that were deleted', '删除的对象'),
    unchanged: Type.Integer({ title: { en: 'Objects that stayed as they were', zh: '未变更的对象数' } }),
    lost: objects('What the conversion of v1alpha2 lost', 'v1alpha2 转换中丢失的内容'),
    rendered: Type.String({
      title: { en: 'What it was made into, below the workspace', zh: '渲染结果（相对工作区）' },
      format: 'path',
    }),
    diff: Type.String({
      title: { en: 'What changed, below the workspace', zh: '变更内容（相对工作区）' },
      format: 'path',
    }),
    url: Type.String({ title: { en: 'Where it is reached', zh: '访问地址' }, format: 'url', optional: true }),
  },
  volatile: ['changed', 'deleted', 'unchanged'],
  permissions: ['cluster:write'],
  network: ['input:cluster'],
  repeatable: true,
  resources: { requests: { cpu: '100m', memory: '128Mi' } },
  examples: [
    {
      title: {
        en: 'The image that was built, with the values of an environment',
        zh: '部署刚构建的镜像并使用环境覆盖',
      },
      with: {
        source: { case: 'files', manifests: ['app/application.yaml'] },
        overlays: ['app/test.yaml'],
        images: [{ name: 'registry.example/shop/web', image: '${{ inputs.image }}' }],
        cluster,
        namespace: 'shop-test',
      },
    },
    {
      title: {
        en: 'Bound to a database, migrated before, and nothing left over',
        zh: '绑定数据库、先迁移并清理多余对象',
      },
      with: {
        source: { case: 'files', manifests: ['app/application.yaml'] },
        overlays: ['app/production.yaml'],
        services: [{ name: 'database', values: { url: '${{ secrets.DATABASE_URL }}' } }],
        preHooks: ['migrate'],
        prune: { case: 'application', limit: 5 },
        cluster,
        namespace: 'shop',
      },
    },
    {
      title: { en: 'From v1alpha2, for KubeVela', zh: '将 v1alpha2 转换后交给 KubeVela' },
      with: {
        source: { case: 'files', manifests: ['oam'] },
        engine: 'kubevela',
        dryRun: true,
        cluster: { case: 'inCluster' },
        namespace: 'shop',
      },
    },
  ],
});
