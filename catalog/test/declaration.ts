import { cases, defineTemplate, secret, Type } from '@stepyard/catalog';

export const fetch = defineTemplate({
  name: 'fetch',
  version: '1.0.0',
  title: { en: 'Fetch', zh: '获取' },
  help: { en: 'Puts what a URL names into the workspace.', zh: '将 URL 指向的内容放入工作区。' },
  category: 'build',
  sections: { access: { en: 'Access', zh: '访问' } },
  inputs: {
    url: Type.String({ title: { en: 'URL', zh: '地址' }, format: 'url' }),
    depth: Type.Integer({ title: { en: 'Depth', zh: '深度' }, default: 1, minimum: 0, advanced: true }),
    auth: cases(
      {
        none: {},
        token: { token: secret({ title: { en: 'Token', zh: '令牌' } }) },
      },
      {
        title: { en: 'Sign in with', zh: '认证方式' },
        labels: { none: { en: 'Nothing', zh: '无' }, token: { en: 'Token', zh: '令牌' } },
        default: 'none',
        section: 'access',
      },
    ),
  },
  outputs: { file: Type.String({ title: { en: 'File', zh: '文件' }, format: 'path' }) },
  network: ['input:url'],
  repeatable: true,
  examples: [
    {
      title: { en: 'With a token', zh: '使用令牌' },
      with: { url: 'https://files.example/a.zip', auth: { case: 'token', token: '${{ secrets.FILES }}' } },
    },
  ],
});
