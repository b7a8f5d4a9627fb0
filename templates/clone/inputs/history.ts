import { Type } from '@stepyard/catalog';

const section = 'history';

/** How much of the repository's history comes along. */
export const history = {
  depth: Type.Integer({
    title: { en: 'Depth', zh: '深度' },
    help: {
      en: 'How many commits of history come along; 0 brings the whole history with all branches.',
      zh: '拉取的提交历史数量；0 表示拉取全部历史和所有分支。',
    },
    section,
    default: 1,
    minimum: 0,
    maximum: 1_000_000,
    advanced: true,
  }),
  tags: Type.Boolean({
    title: { en: 'Tags', zh: '标签' },
    help: { en: 'Brings all tags of the repository.', zh: '拉取仓库的所有标签。' },
    section,
    default: false,
    advanced: true,
  }),
  since: Type.String({
    title: { en: 'Changes since', zh: '变更起点' },
    help: {
      en: 'A commit, tag or branch: the commits after it are listed in a file, whatever the depth. Left out: the state before the push that started the run.',
      zh: '提交、标签或分支：其后的提交会列入文件，不受深度限制。不填时取触发本次运行的推送之前的状态。',
    },
    section,
    format: 'git-ref',
    advanced: true,
    optional: true,
    maxLength: 1024,
  }),
  filter: Type.String({
    title: { en: 'Partial clone', zh: '部分克隆' },
    help: {
      en: 'Leaves out objects until they are needed: blob:none, blob:limit=1m or tree:0. For very large repositories, together with sparse paths.',
      zh: '在需要之前不下载某些对象：blob:none、blob:limit=1m 或 tree:0。适合超大仓库，与稀疏路径一起使用。',
    },
    placeholder: { en: 'blob:none', zh: 'blob:none' },
    section,
    pattern: '^(blob:none|blob:limit=[0-9]{1,12}[kmg]?|tree:[0-9]{1,3})$',
    advanced: true,
    optional: true,
  }),
};
