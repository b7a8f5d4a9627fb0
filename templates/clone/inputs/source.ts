import { cases, Type } from '@stepyard/catalog';

/** Which code: the repository and the state of it. */
export const source = {
  url: Type.String({
    title: { en: 'Repository URL', zh: '代码地址' },
    help: {
      en: 'Address of the repository by https, http, ssh (also the short form git@host:team/app.git) or file; of Subversion also by svn and svn+ssh, with the branch in it.',
      zh: '代码仓库的地址，支持 https、http、ssh（也可写成 git@host:team/app.git）和 file；Subversion 还支持 svn 与 svn+ssh，地址中包含分支。',
    },
    placeholder: { en: 'https://git.example/team/app.git', zh: 'https://git.example/team/app.git' },
    format: 'git-url',
    from: 'event.repository.cloneUrl',
    connection: 'git',
    maxLength: 2048,
  }),
  vcs: cases(
    {
      git: {},
      svn: {
        revision: Type.String({
          title: { en: 'Revision', zh: '修订版本' },
          help: {
            en: 'A number, a date in braces such as {2026-05-01}, or HEAD. A re-run gives the revision of the first run.',
            zh: '版本号、花括号中的日期（如 {2026-05-01}）或 HEAD。重新运行时使用首次运行的版本。',
          },
          pattern: '^(HEAD|[0-9]{1,10}|\\{[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?Z?)?\\})$',
          default: 'HEAD',
        }),
        levels: Type.Enum(['infinity', 'immediates', 'files', 'empty'], {
          title: { en: 'How deep', zh: '检出深度' },
          labels: {
            infinity: { en: 'All', zh: '全部' },
            immediates: { en: 'One level', zh: '一层' },
            files: { en: 'Files of the top only', zh: '仅顶层文件' },
            empty: { en: 'Nothing', zh: '空目录' },
          },
          default: 'infinity',
          advanced: true,
        }),
        externals: Type.Boolean({
          title: { en: 'Externals', zh: '外部引用' },
          help: {
            en: 'Checks out what svn:externals names, from the same host only.',
            zh: '同时检出 svn:externals 所引用的内容，仅限同一主机。',
          },
          default: false,
        }),
        trust: Type.Boolean({
          title: { en: 'Trust any certificate', zh: '信任任意证书' },
          help: {
            en: 'Believes any https server to be the right one. Better: give its certificate in `ca`.',
            zh: '信任任意 https 服务器；建议改为在 `ca` 中填写其证书。',
          },
          default: false,
          advanced: true,
        }),
      },
    },
    {
      title: { en: 'Kind of repository', zh: '仓库类型' },
      labels: { git: { en: 'Git', zh: 'Git' }, svn: { en: 'Subversion', zh: 'SVN' } },
      default: 'git',
    },
  ),
  ref: Type.String({
    title: { en: 'Branch, tag or commit', zh: '分支、标签或提交' },
    help: {
      en: 'A branch, a tag, a commit or a full ref such as refs/pull/7/head. Left out: what started the run, if it comes from this repository; else the default branch.',
      zh: '分支、标签、提交或完整引用（如 refs/pull/7/head）。不填时：若运行由本仓库的事件触发，则取该事件的代码，否则取默认分支。',
    },
    placeholder: { en: 'main', zh: 'main' },
    format: 'git-ref',
    options: { source: 'git.refs', dependsOn: ['url', 'auth'] },
    widget: 'picker',
    optional: true,
    maxLength: 1024,
  }),
  commit: Type.String({
    title: { en: 'Exact commit', zh: '指定提交' },
    help: {
      en: 'Full id of the commit to check out, whatever the branch or tag points at by now. A re-run gives the commit of the first run.',
      zh: '要检出的完整提交 ID，不受分支或标签后续变化的影响。重新运行时使用首次运行的提交。',
    },
    pattern: '^([0-9a-f]{40}|[0-9a-f]{64})$',
    advanced: true,
    optional: true,
  }),
  mergeInto: Type.String({
    title: { en: 'Merge into branch', zh: '合并到分支' },
    help: {
      en: 'Builds the result of merging the code into this branch, as it will be once a pull request is accepted. Nothing is pushed.',
      zh: '先将代码合并到该分支，再以合并结果构建，与合并请求被接受后的代码一致。不会推送任何内容。',
    },
    placeholder: { en: 'main', zh: 'main' },
    format: 'branch',
    advanced: true,
    optional: true,
    maxLength: 1024,
  }),
};
