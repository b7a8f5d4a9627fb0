import { Type } from '@stepyard/catalog';
import { junitReports } from '@stepyard/catalog/fields';

/** Which package, and what of it. */
export const project = {
  path: Type.String({
    title: { en: 'Directory', zh: '目录' },
    help: {
      en: 'Where package.json stands, below the directory of the task.',
      zh: 'package.json 所在目录，相对于任务的工作目录。',
    },
    format: 'path',
    default: '.',
  }),
  workspaces: Type.Array(Type.String({ pattern: '^[^-\\s]\\S*$' }), {
    title: { en: 'Workspaces', zh: '工作区包' },
    help: {
      en: 'Names or folders of workspaces; `*` for all. Left out: the root package.',
      zh: '工作区包的名称或目录；`*` 表示全部。不填时为根包。',
    },
    default: [],
  }),
  omit: Type.Array(Type.Enum(['dev', 'optional', 'peer'], { title: { en: 'Kind', zh: '类型' } }), {
    title: { en: 'Leave out', zh: '不安装' },
    help: { en: 'Kinds of dependency that are not installed.', zh: '不安装的依赖类型。' },
    default: [],
    uniqueItems: true,
    advanced: true,
  }),
  ignoreScripts: Type.Boolean({
    title: { en: 'No install scripts', zh: '不执行安装脚本' },
    help: {
      en: 'Packages run no code of theirs while they are installed.',
      zh: '安装时不运行软件包自带的代码。',
    },
    default: false,
    advanced: true,
  }),
  node: Type.String({
    title: { en: 'Node version', zh: 'Node 版本' },
    help: {
      en: 'Semver range that Node must satisfy, for instance 22.x.',
      zh: 'Node 必须满足的版本范围，例如 22.x。',
    },
    optional: true,
    advanced: true,
  }),
  reports: junitReports('command', ['test-report.xml', 'junit.xml', 'reports/**/*.xml']),
};
