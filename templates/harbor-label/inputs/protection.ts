import { Type } from '@stepyard/catalog';

const section = 'protection';

/** Whether the tag may be pushed over, deleted, or cleaned up. */
export const protection = {
  lock: Type.Enum(['keep', 'locked', 'unlocked'], {
    title: { en: 'Lock', zh: '锁定' },
    labels: {
      keep: { en: 'Leave as it is', zh: '保持不变' },
      locked: { en: 'Lock the tag', zh: '锁定' },
      unlocked: { en: 'Unlock the tag', zh: '解除锁定' },
    },
    help: {
      en: 'By an immutability rule of the project for this very tag: it can be neither pushed over nor deleted.',
      zh: '在项目中为该标签建立不可变规则：不能覆盖推送，也不能删除。',
    },
    section,
    default: 'keep',
  }),
  retained: Type.Boolean({
    title: { en: 'Keep for ever', zh: '永久保留' },
    help: {
      en: 'Exempts the tag from the retention policy of the project, where it has one.',
      zh: '若项目有保留策略，则使该标签不被清理。',
    },
    section,
    default: false,
  }),
};
