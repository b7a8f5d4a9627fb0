import { cases, secret, Type } from '@stepyard/catalog';
import { caCertificates } from '@stepyard/catalog/fields';

const section = 'access';
const connection = 'harbor';

/** Which Harbor, and who signs in. */
export const access = {
  url: Type.String({
    title: { en: 'Harbor', zh: 'Harbor 地址' },
    help: {
      en: 'URL of the server. Left out: https and the registry that the image names.',
      zh: '服务器地址。不填时使用 https 与镜像名称中的仓库地址。',
    },
    placeholder: { en: 'https://harbor.example', zh: 'https://harbor.example' },
    section,
    format: 'url',
    connection,
    optional: true,
  }),
  auth: cases(
    {
      basic: {
        username: Type.String({
          title: { en: 'User name', zh: '用户名' },
          help: { en: 'A user, or a robot account.', zh: '用户或机器人账号。' },
          placeholder: { en: 'robot$team+labels', zh: 'robot$team+labels' },
          minLength: 1,
        }),
        password: secret({ title: { en: 'Password', zh: '密码' } }),
      },
      token: {
        token: secret({ title: { en: 'ID token of OIDC', zh: 'OIDC ID 令牌' } }),
      },
    },
    {
      title: { en: 'Sign in with', zh: '认证方式' },
      labels: {
        basic: { en: 'User name and password', zh: '用户名和密码' },
        token: { en: 'Token', zh: '令牌' },
      },
      section,
      connection,
    },
  ),
  ca: caCertificates({ section, connection }),
};
