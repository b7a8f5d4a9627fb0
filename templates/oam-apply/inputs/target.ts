import { secret, Type } from '@stepyard/catalog';
import { clusterAccess, targetNamespace } from '@stepyard/catalog/fields';

const section = 'target';

/** Where it goes, and what it is bound to there. */
export const target = {
  cluster: clusterAccess({ section, connection: 'cluster' }),
  namespace: targetNamespace({ section }),
  services: Type.Array(
    Type.Object(
      {
        name: Type.String({
          title: { en: 'Service', zh: '服务' },
          help: { en: 'As service bindings name it.', zh: '服务绑定中使用的名称。' },
          placeholder: { en: 'database', zh: 'database' },
          minLength: 1,
        }),
        values: Type.Map(secret({}), {
          title: { en: 'Values', zh: '值' },
          help: {
            en: 'What it takes to reach it: `url`, `password` … They stand in a Secret, and in no log.',
            zh: '访问所需信息：`url`、`password` 等。仅存于 Secret，不出现在日志中。',
          },
          keyPattern: '^[A-Za-z0-9._-]+$',
        }),
      },
      {},
    ),
    {
      title: { en: 'Services to bind to', zh: '可绑定的服务' },
      section,
      owner: 'ops',
      default: [],
    },
  ),
};
