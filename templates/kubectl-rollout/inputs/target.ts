import { Type } from '@stepyard/catalog';
import { clusterAccess, targetNamespace } from '@stepyard/catalog/fields';

const section = 'target';

/** What is upgraded. */
export const target = {
  cluster: clusterAccess({ section, connection: 'cluster' }),
  namespace: targetNamespace({ section }),
  kind: Type.Enum(['Deployment', 'StatefulSet', 'DaemonSet'], {
    title: { en: 'Kind', zh: '类型' },
    labels: {
      Deployment: { en: 'Deployment', zh: 'Deployment' },
      StatefulSet: { en: 'StatefulSet', zh: 'StatefulSet' },
      DaemonSet: { en: 'DaemonSet', zh: 'DaemonSet' },
    },
    section,
    default: 'Deployment',
  }),
  workload: Type.String({
    title: { en: 'Service to deploy', zh: '要部署的服务' },
    help: { en: 'Name of the workload. It must be there.', zh: '工作负载名称，必须已存在。' },
    placeholder: { en: 'web', zh: 'web' },
    section,
    pattern: '^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$',
    options: { source: 'cluster-workloads', dependsOn: ['cluster', 'namespace', 'kind'] },
  }),
  containerName: Type.String({
    title: { en: 'Container', zh: '容器' },
    help: {
      en: 'Left out: the only one, or the one whose image has the same name.',
      zh: '不填时使用唯一的容器，或镜像名称相同的容器。',
    },
    section,
    pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$',
    optional: true,
    advanced: true,
  }),
};
