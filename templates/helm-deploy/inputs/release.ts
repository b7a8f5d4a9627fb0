import { Type } from '@stepyard/catalog';
import { clusterAccess, targetNamespace } from '@stepyard/catalog/fields';

const section = 'target';

/** Where it goes, and under which name. */
export const release = {
  cluster: clusterAccess({ section, connection: 'cluster' }),
  namespace: targetNamespace({ section }),
  createNamespace: Type.Boolean({
    title: { en: 'Make the namespace where it is missing', zh: '命名空间不存在时创建' },
    section,
    owner: 'ops',
    default: false,
    advanced: true,
  }),
  release: Type.String({
    title: { en: 'Application', zh: '应用名称' },
    help: {
      en: 'Name of the release: a new one is installed, one that is there is upgraded.',
      zh: '不存在时新建应用，已存在时升级。',
    },
    placeholder: { en: 'myapp', zh: 'myapp' },
    section,
    pattern: '^[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?$',
    options: { source: 'helm-releases', dependsOn: ['cluster', 'namespace'] },
  }),
};
