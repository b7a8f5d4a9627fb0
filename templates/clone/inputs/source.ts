import { Type } from '@stepyard/catalog';

/** Which code: the repository and the state of it. */
export const source = {
  url: Type.String({
    title: { en: 'Repository URL', zh: '代码地址' },
    help: {
      en: 'Address of the repository by https, http, ssh (also the short form git@host:team/app.git) or file.',
      zh: '代码仓库的地址，支持 https、http、ssh（也可写成 git@host:team/app.git）和 file。',
    },
    placeholder: { en: 'https://git.example/team/app.git', zh: 'https://git.example/team/app.git' },
    format: 'git-url',
    from: 'event.repository.cloneUrl',
    connection: 'git',
    maxLength: 2048,
  }),
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
