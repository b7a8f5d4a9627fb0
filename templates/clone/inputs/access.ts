import { cases, secret, Type } from '@stepyard/catalog';
import { credential } from '@stepyard/catalog/fields';

const section = 'access';

/** How the repository is reached. */
export const access = {
  auth: cases(
    {
      none: {},
      token: {
        token: secret({ title: { en: 'Token', zh: '令牌' } }),
        username: Type.String({
          title: { en: 'User name for the token', zh: '令牌用户名' },
          help: {
            en: 'Most servers take any name; Bitbucket wants x-token-auth.',
            zh: '多数服务器接受任意名称；Bitbucket 需要 x-token-auth。',
          },
          default: 'oauth2',
          minLength: 1,
          advanced: true,
        }),
      },
      basic: credential,
      ssh: {
        key: secret({
          title: { en: 'Private key', zh: '私钥' },
          help: { en: 'In OpenSSH or PEM form.', zh: 'OpenSSH 或 PEM 格式。' },
        }),
        passphrase: secret({ title: { en: 'Passphrase of the key', zh: '私钥口令' }, optional: true }),
        knownHosts: Type.String({
          title: { en: 'Known hosts', zh: '已知主机' },
          help: {
            en: 'Lines as `ssh-keyscan HOST` prints them, compared with what the server’s owner publishes.',
            zh: '`ssh-keyscan HOST` 输出的内容，请与服务器方公布的指纹核对。',
          },
          placeholder: { en: 'git.example ssh-ed25519 AAAA…', zh: 'git.example ssh-ed25519 AAAA…' },
          widget: 'textarea',
          optional: true,
        }),
        strict: Type.Boolean({
          title: { en: 'Known hosts only', zh: '仅限已知主机' },
          help: {
            en: 'Switched off, any server is believed to be the right one.',
            zh: '关闭后将信任任何服务器。',
          },
          default: true,
          advanced: true,
        }),
      },
    },
    {
      title: { en: 'Sign in with', zh: '认证方式' },
      labels: {
        none: { en: 'Nothing', zh: '无' },
        token: { en: 'Token', zh: '令牌' },
        basic: { en: 'User name and password', zh: '用户名和密码' },
        ssh: { en: 'SSH key', zh: 'SSH 密钥' },
      },
      section,
      connection: 'git',
      default: 'none',
    },
  ),
  proxy: Type.String({
    title: { en: 'Proxy', zh: '代理' },
    help: {
      en: 'URL of the proxy for http and https. Left out: that of the platform.',
      zh: 'http 与 https 使用的代理地址。不填时使用平台的代理。',
    },
    placeholder: { en: 'http://proxy.example:3128', zh: 'http://proxy.example:3128' },
    section,
    owner: 'infra',
    format: 'url',
    advanced: true,
    optional: true,
  }),
  ca: Type.String({
    title: { en: 'CA certificates', zh: 'CA 证书' },
    help: {
      en: 'Certificates (PEM) to trust for https instead of the platform’s: the text itself, or a file in the workspace.',
      zh: '用于 https 的受信任证书（PEM），代替平台的证书：可直接填写内容，或填写工作区中的文件。',
    },
    section,
    owner: 'infra',
    connection: 'git',
    widget: 'textarea',
    advanced: true,
    optional: true,
  }),
  allowInsecure: Type.Boolean({
    title: { en: 'Credential over plain http', zh: '允许明文传输凭证' },
    help: {
      en: 'Sends the credential unencrypted if the URL is http. To this machine itself it is always allowed.',
      zh: '当地址为 http 时以明文发送凭证。发往本机时始终允许。',
    },
    section,
    owner: 'infra',
    default: false,
    advanced: true,
  }),
  allowForks: Type.Array(Type.String({ minLength: 1 }), {
    title: { en: 'Allowed forks', zh: '允许的派生仓库' },
    help: {
      en: 'Forks (owner/name) whose code may run although the run holds secrets; * for all. Others are refused.',
      zh: '即使运行中包含密钥也允许执行其代码的派生仓库（owner/name）；* 表示全部。其余会被拒绝。',
    },
    section,
    owner: 'ops',
    default: [],
    advanced: true,
  }),
};
