import type { Manifest } from '@stepyard/catalog';
import type { CatalogSource } from '../config/sources.ts';

const words = { en: 'Sample', zh: '样例' };

/** A template with an input of every kind that the scheduler treats in its own way. */
export const sampleManifest: Manifest = {
  manifest: 1,
  name: 'sample',
  version: '1.0.0',
  title: words,
  help: words,
  category: 'build',
  inputs: {
    text: { type: 'string', title: words, default: 'plain' },
    number: { type: 'integer', title: words, optional: true },
    list: { type: 'array', items: { type: 'string', title: words }, title: words, optional: true },
    url: {
      type: 'string',
      format: 'git-url',
      title: words,
      from: 'event.repository.cloneUrl',
      optional: true,
    },
    token: { type: 'string', secret: true, writeOnly: true, title: words, optional: true },
    auth: {
      type: 'object',
      title: words,
      optional: true,
      cases: {
        none: { title: words, fields: {} },
        token: {
          title: words,
          fields: {
            username: { type: 'string', title: words, default: 'git' },
            token: { type: 'string', secret: true, writeOnly: true, title: words },
          },
        },
      },
    },
    names: { type: 'array', items: { type: 'string', title: words }, title: words, optional: true },
  },
  outputs: {
    jar: { type: 'string', title: words },
    count: { type: 'integer', title: words },
    list: { type: 'array', items: { type: 'string', title: words }, title: words },
  },
  outputsFrom: 'names',
  caches: { repository: { title: words } },
  repeatable: true,
  examples: [],
};

/** A catalog of just that template. */
export function sampleCatalog(manifest: Manifest = sampleManifest): CatalogSource {
  return { templates: async () => [{ manifest, start: { command: ['sample'] } }] };
}
