import { defineTemplate, Type } from '@stepyard/catalog';
import { applying } from './inputs/applying.ts';
import { source } from './inputs/source.ts';
import { target } from './inputs/target.ts';

const cluster = { case: 'kubeconfig', kubeconfig: '${{ secrets.KUBECONFIG }}' } as const;
const objects = (en: string, zh: string) => Type.Array(Type.String(), { title: { en, zh } });

export const kubectlApply = defineTemplate({
  name: 'kubectl-apply',
  version: '1.0.0',
  title: { en: 'Deploy YAML', zh: '部署 YAML' },
  help: {
    en: 'Applies manifests to a Kubernetes cluster, shows first what changes, and waits until it is ready.',
    zh: '将清单应用到 Kubernetes 集群：先显示变更，再等待就绪。',
  },
  category: 'deploy',
  keywords: ['kubernetes', 'kubectl', 'kustomize', 'manifest', '部署', '清单', '集群'],
  sections: { target: { en: 'Target', zh: '目标' }, applying: { en: 'Applying', zh: '应用方式' } },
  inputs: { source, ...target, ...applying },
  outputs: {
    changed: objects('Objects that were made or changed', '新建或更改的对象'),
    deleted: objects('Objects that were deleted', '删除的对象'),
    unchanged: Type.Integer({ title: { en: 'Objects that stayed as they were', zh: '未变更的对象数' } }),
    diff: Type.String({
      title: { en: 'What changed, below the workspace', zh: '变更内容（相对工作区）' },
      format: 'path',
    }),
    url: Type.String({ title: { en: 'Where it is reached', zh: '访问地址' }, format: 'url', optional: true }),
  },
  volatile: ['changed', 'deleted', 'unchanged'],
  permissions: ['cluster:write'],
  network: ['input:cluster', 'input:source'],
  repeatable: true,
  tools: [{ name: 'kubectl', version: '>=1.27', optional: true }],
  resources: { requests: { cpu: '100m', memory: '128Mi' } },
  examples: [
    {
      title: { en: 'Files, with the image that was built', zh: '应用文件并使用刚构建的镜像' },
      with: {
        source: { case: 'files', manifests: ['deploy/*.yaml'] },
        images: [{ name: 'registry.example/shop/web', image: '${{ inputs.image }}' }],
        cluster,
        namespace: 'shop-test',
      },
    },
    {
      title: {
        en: 'An overlay, and nothing left of what it does not hold any more',
        zh: '应用 overlay 并清理不再声明的对象',
      },
      with: {
        source: { case: 'kustomize', path: 'deploy/overlays/production' },
        prune: { case: 'set', set: 'shop', limit: 5 },
        wait: { case: 'ready', timeout: '5m' },
        cluster,
        namespace: 'shop',
      },
    },
    {
      title: { en: 'Show what would change', zh: '仅显示变更' },
      with: {
        source: { case: 'files', manifests: ['deploy'] },
        dryRun: true,
        cluster: { case: 'token', url: 'https://cluster.example:6443', token: '${{ secrets.CLUSTER }}' },
        namespace: 'shop',
      },
    },
  ],
});
