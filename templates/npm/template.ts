import { defineTemplate, Type } from '@stepyard/catalog';
import { tests } from '@stepyard/catalog/fields';
import { command } from './inputs/command.ts';
import { manager } from './inputs/manager.ts';
import { project } from './inputs/project.ts';
import { registry } from './inputs/registry.ts';

export const npm = defineTemplate({
  name: 'npm',
  version: '1.0.0',
  title: { en: 'npm', zh: 'npm 环境' },
  help: {
    en: 'Installs, tests, packs and publishes a Node package by npm, pnpm or Yarn, with its downloads kept between runs.',
    zh: '使用 npm、pnpm 或 Yarn 安装、测试、打包并发布 Node 软件包，下载内容在多次执行之间保留。',
  },
  category: 'build',
  keywords: ['node', 'pnpm', 'yarn', 'javascript', 'typescript', 'package', '前端', '打包'],
  sections: { registry: { en: 'Registry', zh: '软件源' } },
  inputs: { command, ...manager, ...project, ...registry },
  outputs: {
    name: Type.String({ title: { en: 'Package', zh: '包名' }, optional: true }),
    version: Type.String({ title: { en: 'Version', zh: '版本' }, optional: true }),
    tarball: Type.String({
      title: { en: 'Packed file, below the workspace', zh: '打包文件（相对工作区）' },
      format: 'path',
      optional: true,
    }),
    integrity: Type.String({
      title: { en: 'Integrity of the packed file', zh: '打包文件的校验值' },
      optional: true,
    }),
    tests,
  },
  caches: {
    npm: {
      title: { en: 'Downloaded packages', zh: '已下载的软件包' },
      keyFiles: ['**/package-lock.json', '**/npm-shrinkwrap.json'],
    },
    pnpm: { title: { en: 'Store of pnpm', zh: 'pnpm 存储' }, keyFiles: ['**/pnpm-lock.yaml'] },
    yarn: { title: { en: 'Cache of Yarn', zh: 'Yarn 缓存' }, keyFiles: ['**/yarn.lock'] },
  },
  network: ['input:registry', 'registry.npmjs.org'],
  repeatable: true,
  tools: [
    { name: 'node', version: '>=18' },
    { name: 'npm', version: '>=9' },
    { name: 'pnpm', optional: true },
    { name: 'yarn', optional: true },
  ],
  resources: { requests: { cpu: '500m', memory: '512Mi' } },
  examples: [
    { title: { en: 'Install what the lock file says', zh: '按锁定文件安装' }, with: { command: 'ci' } },
    {
      title: { en: 'Run a script with an argument', zh: '带参数运行脚本' },
      with: { command: { case: 'run', script: 'build', args: ['--mode=production'] } },
    },
    {
      title: { en: 'Publish with a token', zh: '使用令牌发布' },
      with: {
        command: { case: 'publish', tag: 'next' },
        registry: 'https://npm.example/',
        auth: { case: 'token', token: '${{ secrets.NPM_TOKEN }}' },
      },
    },
  ],
});
