import { cases } from '@stepyard/catalog';
import { restore } from './restore.ts';
import { save } from './save.ts';

/** What is done with the set. */
export const action = cases(
  { save, restore },
  {
    title: { en: 'Action', zh: '操作' },
    labels: { save: { en: 'Save', zh: '保存' }, restore: { en: 'Restore', zh: '取回' } },
  },
);
