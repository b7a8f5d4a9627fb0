import { Type } from '@stepyard/catalog';

const section = 'content';

/** What is put into the workspace, and where. */
export const content = {
  path: Type.String({
    title: { en: 'Directory', zh: '目录' },
    help: {
      en: 'Where the code goes, below the workspace (/app).',
      zh: '代码存放的目录，位于工作区（/app）之下。',
    },
    section,
    format: 'path',
    default: '.',
  }),
  clean: Type.Boolean({
    title: { en: 'Empty the directory first', zh: '先清空目录' },
    help: {
      en: 'Removes all that the directory holds. Switched off, other files stay and files of the same name are replaced.',
      zh: '先删除该目录中的所有内容。关闭后保留其他文件，同名文件会被替换。',
    },
    section,
    default: true,
    advanced: true,
  }),
  submodules: Type.Enum(['no', 'yes', 'recursive'], {
    title: { en: 'Submodules', zh: '子模块' },
    help: {
      en: 'Checks out submodules too. The credential is used for submodules of the same host only.',
      zh: '同时检出子模块。凭证仅用于同一主机上的子模块。',
    },
    labels: {
      no: { en: 'No', zh: '不检出' },
      yes: { en: 'Yes', zh: '检出' },
      recursive: { en: 'Yes, and their own', zh: '递归检出' },
    },
    section,
    default: 'no',
  }),
  lfs: Type.Boolean({
    title: { en: 'Large files (LFS)', zh: '大文件（LFS）' },
    help: { en: 'Downloads the files that Git LFS keeps.', zh: '下载由 Git LFS 管理的文件。' },
    section,
    default: false,
  }),
  sparse: Type.Array(Type.String({ format: 'path', maxLength: 1024 }), {
    title: { en: 'Sparse paths', zh: '稀疏路径' },
    help: {
      en: 'Only these directories, and the files directly above them, are checked out.',
      zh: '只检出这些目录以及其上级目录中的直属文件。',
    },
    section,
    default: [],
    maxItems: 1000,
    advanced: true,
  }),
};
