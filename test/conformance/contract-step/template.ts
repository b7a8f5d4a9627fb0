import { cases, defineTemplate, secret, Type } from '@stepyard/catalog';

const words = (text: string) => ({ en: text, zh: text });

/** A step with a use for every clause of the contract. */
export const contractStep = defineTemplate({
  name: 'contract-step',
  version: '1.0.0',
  title: words('Contract step'),
  help: words('Does a little of all that the contract speaks of.'),
  category: 'test',
  repeatable: true,
  inputs: {
    fetchDepth: Type.Integer({ title: words('Depth'), default: 1, minimum: 0 }),
    name: Type.String({ title: words('Name'), default: 'world' }),
    path: Type.String({ title: words('Directory'), format: 'path', default: '.' }),
    tags: Type.Array(Type.String(), { title: words('Tags'), default: [] }),
    auth: cases(
      { none: {}, token: { token: secret({ title: words('Token') }) } },
      { title: words('Auth'), labels: { none: words('None'), token: words('Token') }, default: 'none' },
    ),
    token: secret({ title: words('Token'), optional: true }),
    sleep: Type.Integer({ title: words('Milliseconds'), default: 300, minimum: 0 }),
    waits: Type.Boolean({ title: words('Waits'), default: false }),
  },
  outputs: { greeting: Type.String({ title: words('Greeting') }) },
  caches: { things: { title: words('Things'), layered: true } },
  examples: [
    { title: words('Quick'), with: { path: '.' } },
    { title: words('Slow'), with: { path: '.', sleep: 5000 } },
    { title: words('Waits'), with: { path: '.', waits: true } },
  ],
});
