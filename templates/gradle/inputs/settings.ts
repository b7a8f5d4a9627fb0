import { cases, Type } from '@stepyard/catalog';
import { credential, mavenMirror, proxyUrl, repositoryServers } from '@stepyard/catalog/fields';

const section = 'settings';

const remoteUrl = Type.String({ title: { en: 'URL', zh: '地址' }, format: 'url' });
const push = Type.Boolean({
  title: { en: 'Store results', zh: '写入结果' },
  help: { en: 'Else it is only read.', zh: '否则仅读取。' },
  default: false,
});

/** Where Gradle gets things from, by which credentials, and what it is told before the build. */
export const settings = {
  buildCache: cases(
    {
      none: {},
      local: {},
      remote: { url: remoteUrl, push },
      signedIn: { url: remoteUrl, push, ...credential },
    },
    {
      title: { en: 'Build cache', zh: '构建缓存' },
      help: {
        en: 'Takes the results of tasks whose inputs have not changed.',
        zh: '输入未变化的任务直接使用已有结果。',
      },
      labels: {
        none: { en: 'As the project says', zh: '按项目设置' },
        local: { en: 'In the cache of this task', zh: '任务缓存中' },
        remote: { en: 'On a server', zh: '远程服务器' },
        signedIn: { en: 'On a server, with a credential', zh: '远程服务器（需认证）' },
      },
      section,
      default: 'none',
    },
  ),
  mirror: mavenMirror(section, {
    en: 'Every repository of dependencies and plug-ins is reached through it.',
    zh: '通过它访问所有依赖与插件仓库。',
  }),
  servers: repositoryServers(section, '^[A-Za-z][A-Za-z0-9_]*$', {
    en: 'Credentials of repositories: the project properties <id>Username and <id>Password; `mirror` for the mirror.',
    zh: '仓库凭证：成为项目属性 <id>Username 与 <id>Password；镜像仓库的 id 为 `mirror`。',
  }),
  proxy: proxyUrl(section, {
    en: 'URL of a proxy for http and https. Left out: as the platform says.',
    zh: 'http 与 https 使用的代理地址。不填时按平台设置。',
  }),
  initScript: Type.String({
    title: { en: 'Init script', zh: '初始化脚本' },
    help: {
      en: 'Groovy that Gradle runs before the build. It is run as it stands: an expression is refused here.',
      zh: 'Gradle 在构建之前执行的 Groovy 脚本。按原样执行：此处不接受表达式。',
    },
    section,
    owner: 'ops',
    widget: 'code',
    literal: true,
    optional: true,
    advanced: true,
  }),
  initScriptFiles: Type.Array(Type.String({ format: 'path' }), {
    title: { en: 'Init script files', zh: '初始化脚本文件' },
    help: { en: 'In the workspace; run after the one above.', zh: '工作区中的文件，在上面的脚本之后执行。' },
    section,
    default: [],
    advanced: true,
  }),
};
