import { cases, Type } from '@stepyard/catalog';
import { fieldConflicts, imageSubstitutions, onlyShow, readiness } from '@stepyard/catalog/fields';

const section = 'applying';

/** What is changed on the way, and how it is applied. */
export const applying = {
  images: imageSubstitutions(section),
  dryRun: onlyShow(section),
  wait: readiness(section),
  prune: cases(
    {
      none: {},
      set: {
        set: Type.String({
          title: { en: 'Set', zh: '集合名称' },
          help: {
            en: 'Names what belongs together, in the label stepyard.dev/set. Of other sets nothing is deleted.',
            zh: '用标签 stepyard.dev/set 标识同一组对象，不会删除其他集合的对象。',
          },
          placeholder: { en: 'shop-web', zh: 'shop-web' },
          pattern: '^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$',
        }),
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
      title: { en: 'Delete what is declared no more', zh: '清理不再声明的对象' },
      labels: { none: { en: 'No', zh: '否' }, set: { en: 'Of a set', zh: '按集合' } },
      help: {
        en: 'Only what an earlier run of this pipeline applied to the namespace. Never namespaces, definitions and volume claims.',
        zh: '仅限本流水线此前在该命名空间应用的对象；从不删除命名空间、资源定义和存储卷声明。',
      },
      section,
      owner: 'ops',
      default: 'none',
      advanced: true,
    },
  ),
  conflicts: fieldConflicts(section),
};
