import { Type } from '@stepyard/catalog';

/** Which package manager works. */
export const manager = {
  manager: Type.Enum(['auto', 'npm', 'pnpm', 'yarn'], {
    title: { en: 'Package manager', zh: '包管理器' },
    help: {
      en: 'auto: what `packageManager` in package.json says, else the one whose lock file is there, else npm.',
      zh: 'auto：取 package.json 中 `packageManager` 的值，否则按锁定文件判断，都没有时为 npm。',
    },
    labels: {
      auto: { en: 'As the project says', zh: '按项目设置' },
      npm: { en: 'npm', zh: 'npm' },
      pnpm: { en: 'pnpm', zh: 'pnpm' },
      yarn: { en: 'Yarn', zh: 'Yarn' },
    },
    default: 'auto',
  }),
  pinned: Type.Boolean({
    title: { en: 'Fetch the pinned version', zh: '下载锁定的版本' },
    help: {
      en: 'Fetches the pnpm or Yarn that `packageManager` pins from the registry where the machine has none of that major version.',
      zh: '当机器上没有相同主版本的 pnpm 或 Yarn 时，从软件源下载 `packageManager` 锁定的版本。',
    },
    default: false,
    advanced: true,
  }),
};
