import { secret, Type } from '@stepyard/catalog';

const section = 'settings';

/** What Maven’s settings file says; one is made where any of them is given. */
export const settings = {
  mirror: Type.String({
    title: { en: 'Mirror', zh: '镜像仓库' },
    help: { en: 'Every repository is reached through it.', zh: '通过它访问所有仓库。' },
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
        id: Type.String({ title: { en: 'Id', zh: '标识' }, pattern: '^[A-Za-z0-9._-]+$' }),
        username: Type.String({ title: { en: 'User name', zh: '用户名' }, minLength: 1 }),
        password: secret({ title: { en: 'Password', zh: '密码' } }),
      },
      { title: { en: 'Server', zh: '服务器' } },
    ),
    {
      title: { en: 'Servers', zh: '服务器凭证' },
      help: {
        en: 'Credentials of repositories, by the id that the POM gives them; `mirror` for the mirror.',
        zh: '仓库凭证，按 POM 中的 id 对应；镜像仓库的 id 为 `mirror`。',
      },
      section,
      default: [],
    },
  ),
  proxy: Type.String({
    title: { en: 'Proxy', zh: '代理' },
    help: { en: 'URL of a proxy for http and https.', zh: 'http 与 https 使用的代理地址。' },
    section,
    owner: 'infra',
    format: 'url',
    optional: true,
    advanced: true,
  }),
  settingsFile: Type.String({
    title: { en: 'Settings file', zh: 'settings 文件' },
    help: { en: 'In the workspace, instead of the fields above.', zh: '工作区中的文件，代替以上各项。' },
    section,
    format: 'path',
    optional: true,
    advanced: true,
  }),
};
