import { defineTemplate, Type } from '@stepyard/catalog';
import { access } from './inputs/access.ts';
import { content } from './inputs/content.ts';
import { history } from './inputs/history.ts';
import { source } from './inputs/source.ts';

export const clone = defineTemplate({
  name: 'clone',
  version: '1.0.0',
  title: { en: 'Clone code', zh: '克隆代码' },
  help: {
    en: 'Puts the code of a Git or Subversion repository into the workspace; of Git it fetches only what the cache does not hold yet.',
    zh: '将 Git 或 SVN 仓库的代码放入工作区；Git 只下载缓存中尚没有的内容。',
  },
  category: 'build',
  keywords: ['git', 'svn', 'subversion', 'checkout', 'source', 'scm', '代码', '检出', '拉取'],
  sections: {
    content: { en: 'Content', zh: '内容' },
    history: { en: 'History', zh: '历史' },
    access: { en: 'Access', zh: '访问' },
  },
  inputs: { ...source, ...content, ...history, ...access },
  outputs: {
    commit: Type.String({ title: { en: 'Commit', zh: '提交' } }),
    shortCommit: Type.String({ title: { en: 'Commit, 12 characters', zh: '提交（12 位）' } }),
    branch: Type.String({ title: { en: 'Branch', zh: '分支' }, optional: true }),
    tag: Type.String({ title: { en: 'Tag', zh: '标签' }, optional: true }),
    message: Type.String({ title: { en: 'Commit message', zh: '提交说明' }, optional: true }),
    author: Type.String({ title: { en: 'Author', zh: '作者' } }),
    committedAt: Type.String({ title: { en: 'Committed at (UTC)', zh: '提交时间（UTC）' } }),
    mergeCommit: Type.String({
      title: { en: 'Result of the merge', zh: '合并结果的提交' },
      optional: true,
    }),
    changes: Type.String({
      title: { en: 'File that lists the commits since', zh: '变更列表文件' },
      help: {
        en: 'JSON below the workspace: a list of id, message, author and time, newest first.',
        zh: '工作区中的 JSON 文件：包含 id、message、author、time 的列表，最新的在前。',
      },
      format: 'path',
      optional: true,
    }),
  },
  caches: { mirror: { title: { en: 'Mirror of the repository', zh: '仓库镜像' } } },
  permissions: ['source:read'],
  network: ['input:url', 'input:proxy'],
  repeatable: true,
  provides: 'source',
  tools: [
    { name: 'git', version: '>=2.25' },
    { name: 'git-lfs', optional: true },
    { name: 'ssh', optional: true },
    { name: 'svn', version: '>=1.10', optional: true },
  ],
  resources: { requests: { cpu: '100m', memory: '128Mi' } },
  examples: [
    {
      title: { en: 'A public repository', zh: '公开仓库' },
      with: { url: 'https://git.example/team/app.git', ref: 'main' },
    },
    {
      title: { en: 'A private repository with submodules', zh: '带子模块的私有仓库' },
      with: {
        url: 'https://git.example/team/app.git',
        ref: 'v1.2.0',
        submodules: 'recursive',
        auth: { case: 'token', token: '${{ secrets.GIT_TOKEN }}' },
      },
    },
    {
      title: { en: 'A part of a large repository over ssh', zh: '通过 ssh 检出大型仓库的一部分' },
      with: {
        url: 'git@git.example:team/monorepo.git',
        filter: 'blob:none',
        sparse: ['services/booking', 'libs'],
        auth: {
          case: 'ssh',
          key: '${{ secrets.DEPLOY_KEY }}',
          knownHosts: '${{ config.git.KNOWN_HOSTS }}',
        },
      },
    },
    {
      title: { en: 'A revision of a Subversion repository', zh: 'SVN 仓库的指定版本' },
      with: {
        url: 'https://svn.example/team/app/trunk',
        vcs: { case: 'svn', revision: '1842' },
        auth: { case: 'basic', username: 'ci', password: '${{ secrets.SVN_PASSWORD }}' },
      },
    },
    {
      title: { en: 'A pull request as it will be once merged', zh: '合并请求合并后的代码' },
      with: { ref: 'refs/pull/7/head', mergeInto: 'main' },
    },
  ],
});
