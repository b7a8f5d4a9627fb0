import { cases, Type } from '@stepyard/catalog';

const access = Type.Enum(['public', 'restricted'], {
  title: { en: 'Access', zh: '访问权限' },
  help: { en: 'Left out: as the package or the registry says.', zh: '不填时按包或仓库的设置。' },
  labels: { public: { en: 'Public', zh: '公开' }, restricted: { en: 'Restricted', zh: '受限' } },
  optional: true,
});

/** What is done; one command a task, so that each has a log and a duration of its own. */
export const command = cases(
  {
    ci: {},
    install: {
      packages: Type.Array(Type.String({ pattern: '^[^-\\s][^\\s]*$' }), {
        title: { en: 'Packages', zh: '软件包' },
        help: { en: 'Left out: what package.json lists.', zh: '不填时安装 package.json 中的依赖。' },
        default: [],
      }),
    },
    run: {
      script: Type.String({ title: { en: 'Script', zh: '脚本名' }, pattern: '^[^-\\s]\\S*$' }),
      args: args(),
    },
    test: { args: args() },
    pack: {},
    publish: {
      tag: Type.String({
        title: { en: 'Distribution tag', zh: '发布标签' },
        default: 'latest',
        pattern: '^[A-Za-z][A-Za-z0-9._-]*$',
      }),
      access,
      dryRun: Type.Boolean({ title: { en: 'Dry run', zh: '试运行' }, default: false }),
    },
    custom: {
      args: Type.Array(Type.String(), {
        title: { en: 'Arguments of npm', zh: 'npm 参数' },
        help: {
          en: 'Each one reaches npm as it is, as one argument.',
          zh: '每一项都原样作为一个参数传给 npm。',
        },
        minItems: 1,
      }),
    },
  },
  {
    title: { en: 'Command', zh: '命令' },
    labels: {
      ci: { en: 'Clean install (by the lock file)', zh: '全新安装（按锁定文件）' },
      install: { en: 'Install', zh: '安装' },
      run: { en: 'Run a script', zh: '运行脚本' },
      test: { en: 'Test', zh: '测试' },
      pack: { en: 'Pack', zh: '打包' },
      publish: { en: 'Publish', zh: '发布' },
      custom: { en: 'Something else', zh: '自定义' },
    },
  },
);

function args() {
  return Type.Array(Type.String(), {
    title: { en: 'Arguments', zh: '参数' },
    help: { en: 'Handed on to the script behind `--`.', zh: '在 `--` 之后传给脚本。' },
    default: [],
  });
}
