import { cases, secret, Type } from '@stepyard/catalog';
import { credential } from '@stepyard/catalog/fields';

const section = 'registry';

/** Where packages come from and go to. */
export const registry = {
  registry: Type.String({
    title: { en: 'Registry', zh: '软件源' },
    help: { en: 'Left out: as the machine or the project says.', zh: '不填时按机器或项目的设置。' },
    placeholder: { en: 'https://registry.npmjs.org/', zh: 'https://registry.npmjs.org/' },
    section,
    format: 'url',
    connection: 'npm',
    optional: true,
  }),
  scope: Type.String({
    title: { en: 'Scope', zh: '作用域' },
    help: {
      en: 'The registry holds for packages of this scope only.',
      zh: '仅对该作用域的软件包使用此软件源。',
    },
    placeholder: { en: '@team', zh: '@team' },
    section,
    pattern: '^@[a-z0-9~][a-z0-9._~-]*$',
    optional: true,
    advanced: true,
  }),
  auth: cases(
    {
      none: {},
      token: { token: secret({ title: { en: 'Token', zh: '令牌' } }) },
      basic: credential,
    },
    {
      title: { en: 'Sign in with', zh: '认证方式' },
      labels: {
        none: { en: 'Nothing', zh: '无' },
        token: { en: 'Token', zh: '令牌' },
        basic: { en: 'User name and password', zh: '用户名和密码' },
      },
      section,
      connection: 'npm',
      default: 'none',
    },
  ),
};
