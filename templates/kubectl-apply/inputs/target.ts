import { Type } from '@stepyard/catalog';
import { clusterAccess, targetNamespace } from '@stepyard/catalog/fields';

const section = 'target';

/** Where it goes. */
export const target = {
  cluster: clusterAccess({ section, connection: 'cluster' }),
  namespace: targetNamespace({ section }),
  createNamespace: Type.Boolean({
    title: { en: 'Make the namespace where it is missing', zh: '命名空间不存在时创建' },
    section,
    owner: 'ops',
    default: false,
    advanced: true,
  }),
};
