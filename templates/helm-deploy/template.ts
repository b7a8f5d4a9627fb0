import { defineTemplate, Type } from '@stepyard/catalog';
import { chart } from './inputs/chart.ts';
import { deploying } from './inputs/deploying.ts';
import { release } from './inputs/release.ts';
import { values } from './inputs/values.ts';

const cluster = { case: 'kubeconfig', kubeconfig: '${{ secrets.KUBECONFIG }}' } as const;
const file = (en: string, zh: string) => Type.String({ title: { en, zh }, format: 'path' });

export const helmDeploy = defineTemplate({
  name: 'helm-deploy',
  version: '1.0.0',
  title: { en: 'Deploy template', zh: '模板部署' },
  help: {
    en: 'Installs or upgrades a Helm release, shows first what changes, waits until it is ready, and rolls back where it fails.',
    zh: '安装或升级 Helm 应用：先显示变更，再等待就绪，失败时回滚。',
  },
  category: 'deploy',
  keywords: ['helm', 'kubernetes', 'chart', 'release', '应用', '模板', '升级', '回滚', '卸载'],
  sections: {
    chart: { en: 'Chart', zh: 'Chart' },
    target: { en: 'Target', zh: '目标' },
    values: { en: 'Values', zh: '取值' },
    deploying: { en: 'Deployment', zh: '部署方式' },
  },
  inputs: { ...chart, ...release, ...values, ...deploying },
  outputs: {
    revision: Type.Integer({ title: { en: 'Revision', zh: '版本号' } }),
    status: Type.String({ title: { en: 'Status of the release', zh: '应用状态' } }),
    changed: Type.Boolean({ title: { en: 'Something was changed', zh: '有变更' } }),
    notes: Type.String({ title: { en: 'Notes of the chart', zh: 'Chart 说明' }, optional: true }),
    manifest: file('What is deployed, below the workspace', '部署的清单（相对工作区）'),
    diff: file('What changed, below the workspace', '变更内容（相对工作区）'),
    url: Type.String({ title: { en: 'Where it is reached', zh: '访问地址' }, format: 'url', optional: true }),
  },
  volatile: ['revision', 'changed'],
  permissions: ['cluster:write'],
  network: ['input:cluster', 'input:chart'],
  repeatable: true,
  tools: [{ name: 'helm', version: '>=3.17 <4' }],
  resources: { requests: { cpu: '200m', memory: '256Mi' } },
  examples: [
    {
      title: {
        en: 'A chart of the workspace, with the image that was built',
        zh: '工作区中的 Chart，使用刚构建的镜像',
      },
      with: {
        chart: { case: 'path', path: 'deploy/chart' },
        valuesFiles: ['deploy/values-test.yaml'],
        images: [{ container: 'nginx', image: '${{ inputs.image }}' }],
        cluster,
        namespace: 'dev-test',
        release: 'myapp',
      },
    },
    {
      title: { en: 'From a registry, tested after it', zh: '来自镜像仓库，部署后测试' },
      with: {
        chart: { case: 'oci', ref: 'oci://registry.example/charts/mynginx', chartVersion: '1.2.3' },
        auth: { case: 'basic', username: 'release', password: '${{ secrets.REGISTRY }}' },
        set: { 'ingress.hosts[0].host': 'shop.example', replicaCount: '3' },
        secretValues: '${{ secrets.VALUES }}',
        tests: true,
        cluster,
        namespace: 'shop',
        release: 'myapp',
      },
    },
    {
      title: { en: 'Show what would change', zh: '仅显示变更' },
      with: {
        chart: { case: 'repository', url: 'https://charts.example', name: 'mynginx', chartVersion: '~1.2' },
        dryRun: true,
        cluster: { case: 'token', url: 'https://cluster.example:6443', token: '${{ secrets.CLUSTER }}' },
        namespace: 'shop',
        release: 'myapp',
      },
    },
    {
      title: { en: 'Uninstall', zh: '卸载应用' },
      with: { chart: 'uninstall', cluster, namespace: 'shop-test', release: 'myapp' },
    },
  ],
});
