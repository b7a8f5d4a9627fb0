import { defineTemplate, Type } from '@stepyard/catalog';
import { release } from './inputs/release.ts';
import { strategy } from './inputs/strategy.ts';
import { target } from './inputs/target.ts';

const cluster = { case: 'kubeconfig', kubeconfig: '${{ secrets.KUBECONFIG }}' } as const;

export const kubectlRollout = defineTemplate({
  name: 'kubectl-rollout',
  version: '1.0.0',
  title: { en: 'Deploy image', zh: '镜像部署' },
  help: {
    en: 'Upgrades a running workload to a new image or new code, shows why it is not ready yet, and rolls back where it fails.',
    zh: '将运行中的服务升级到新镜像或新代码，实时显示未就绪原因，失败时回滚。',
  },
  category: 'deploy',
  keywords: ['kubernetes', 'upgrade', 'rollback', 'deployment', '升级', '滚动', '回滚', '代码更新'],
  sections: { target: { en: 'Target', zh: '目标' }, strategy: { en: 'Upgrade', zh: '升级' } },
  inputs: { release, ...target, ...strategy },
  outputs: {
    image: Type.String({ title: { en: 'Image', zh: '镜像' }, format: 'image' }),
    previousImage: Type.String({ title: { en: 'Image before', zh: '之前的镜像' }, format: 'image' }),
    revision: Type.String({ title: { en: 'Revision', zh: '版本号' } }),
    changed: Type.Boolean({ title: { en: 'Something was changed', zh: '有变更' } }),
    url: Type.String({ title: { en: 'Where it is reached', zh: '访问地址' }, format: 'url', optional: true }),
  },
  volatile: ['previousImage', 'revision', 'changed'],
  permissions: ['cluster:write'],
  network: ['input:cluster'],
  repeatable: true,
  tools: [{ name: 'kubectl', version: '>=1.27', optional: true }],
  resources: { requests: { cpu: '100m', memory: '128Mi' } },
  examples: [
    {
      title: { en: 'The image that was built', zh: '部署刚构建的镜像' },
      with: {
        release: { case: 'image', image: '${{ inputs.image }}' },
        cluster,
        namespace: 'shop-test',
        workload: 'web',
      },
    },
    {
      title: { en: 'With an interruption', zh: '普通升级' },
      with: {
        release: { case: 'image', image: 'registry.example/shop/web:1.2' },
        strategy: 'normal',
        cluster,
        namespace: 'shop-test',
        workload: 'web',
      },
    },
    {
      title: { en: 'One replica of the new version first', zh: '先升级一个副本（金丝雀）' },
      with: {
        release: { case: 'image', image: '${{ inputs.image }}' },
        strategy: { case: 'canary', replicas: 1, action: 'start' },
        cluster,
        namespace: 'shop',
        workload: 'web',
      },
    },
    {
      title: { en: 'New code, the same image', zh: '代码更新' },
      with: {
        release: { case: 'code', path: 'target/app.war', mountPath: '/apps' },
        cluster,
        namespace: 'shop-test',
        kind: 'StatefulSet',
        workload: 'tomcat',
      },
    },
  ],
});
