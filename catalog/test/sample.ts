import { cases } from '../src/cases.ts';
import { defineTemplate } from '../src/template.ts';
import { defineTrait } from '../src/trait.ts';
import { secret, Type } from '../src/type.ts';

export const words = { en: 'Text', zh: '文字' };

/** A template with every kind of field. */
export const sample = defineTemplate({
  name: 'fetch',
  version: '1.0.0',
  title: { en: 'Fetch', zh: '获取' },
  help: { en: 'Fetches what a URL names.', zh: '获取 URL 指向的内容。' },
  category: 'build',
  keywords: ['download'],
  sections: { access: { en: 'Access', zh: '访问' } },
  inputs: {
    url: Type.String({
      title: { en: 'URL', zh: '地址' },
      format: 'git-url',
      from: 'event.repository.cloneUrl',
    }),
    depth: Type.Integer({
      title: { en: 'Depth', zh: '深度' },
      help: { en: '0 means all.', zh: '0 表示全部。' },
      default: 1,
      minimum: 0,
    }),
    ratio: Type.Number({ title: words, default: 0.5, minimum: 0, maximum: 1 }),
    mode: Type.Enum(['fast', 'full'], { title: words, default: 'fast' }),
    quiet: Type.Boolean({ title: words, default: false }),
    note: Type.String({ title: words, optional: true, maxLength: 5 }),
    goals: Type.Array(Type.String({ minLength: 1 }), {
      title: words,
      default: ['package'],
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
    }),
    env: Type.Map(Type.String(), { title: words, default: {}, keyPattern: '^[A-Z_]+$' }),
    server: Type.Object(
      {
        host: Type.String({ title: words, format: 'host' }),
        port: Type.Integer({ title: words, default: 22, minimum: 1, maximum: 65535 }),
      },
      { title: words, optional: true },
    ),
    auth: cases(
      {
        none: {},
        token: {
          token: secret({ title: { en: 'Token', zh: '令牌' } }),
          username: Type.String({ title: words, default: 'oauth2' }),
        },
      },
      {
        title: { en: 'Sign in', zh: '登录' },
        labels: { none: words, token: words },
        default: 'none',
        section: 'access',
      },
    ),
  },
  outputs: {
    commit: Type.String({ title: { en: 'Commit', zh: '提交' } }),
    branch: Type.String({ title: words, optional: true }),
  },
  repeatable: true,
  examples: [
    {
      title: { en: 'With a token', zh: '使用令牌' },
      with: {
        url: 'https://git.example/app.git',
        goals: ['clean', 'say "hi"'],
        quiet: true,
        env: { NAME: 'value' },
        auth: { case: 'token', token: '${{ secrets.TOKEN }}' },
      },
    },
  ],
});

export const scaling = defineTrait({
  name: 'scaling',
  title: { en: 'Scaling', zh: '伸缩' },
  help: words,
  appliesTo: { categories: ['deploy'], templates: ['fetch'], workloads: ['webservice'] },
  conflictsWith: ['surge'],
  claims: ['spec.replicas'],
  inputs: { replicas: Type.Integer({ title: words, minimum: 0 }) },
  examples: [],
});
