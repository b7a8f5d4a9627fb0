import { cases, secret, Type } from '@stepyard/catalog';

const section = 'settings';

const credential = {
  username: Type.String({ title: { en: 'User name', zh: '用户名' }, minLength: 1 }),
  password: secret({ title: { en: 'Password', zh: '密码' } }),
};

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
  mirror: Type.String({
    title: { en: 'Mirror', zh: '镜像仓库' },
    help: {
      en: 'Every repository of dependencies and plug-ins is reached through it.',
      zh: '通过它访问所有依赖与插件仓库。',
    },
    placeholder: {
      en: 'https://maven.example/repository/public/',
      zh: 'https://maven.example/repository/public/',
    },
    section,
    owner: 'ops',
    format: 'url',
    connection: 'maven',
    optional: true,
  }),
  servers: Type.Array(
    Type.Object(
      {
        id: Type.String({ title: { en: 'Id', zh: '标识' }, pattern: '^[A-Za-z][A-Za-z0-9_]*$' }),
        ...credential,
      },
      { title: { en: 'Server', zh: '服务器' } },
    ),
    {
      title: { en: 'Servers', zh: '服务器凭证' },
      help: {
        en: 'Credentials of repositories: the project properties <id>Username and <id>Password; `mirror` for the mirror.',
        zh: '仓库凭证：成为项目属性 <id>Username 与 <id>Password；镜像仓库的 id 为 `mirror`。',
      },
      section,
      default: [],
    },
  ),
  proxy: Type.String({
    title: { en: 'Proxy', zh: '代理' },
    help: {
      en: 'URL of a proxy for http and https. Left out: as the platform says.',
      zh: 'http 与 https 使用的代理地址。不填时按平台设置。',
    },
    section,
    owner: 'infra',
    format: 'url',
    optional: true,
    advanced: true,
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
