import { cases, defineTemplate, secret, Type } from '@stepyard/catalog';

const words = (en: string) => ({ en, zh: en });

/** A step that does nothing, with inputs of every kind that a step has. */
export const startStep = defineTemplate({
  name: 'start-step',
  version: '1.0.0',
  title: words('Start'),
  help: words('Reads its event and inputs and writes its result.'),
  category: 'build',
  repeatable: true,
  inputs: {
    url: Type.String({ title: words('URL'), format: 'git-url', from: 'event.repository.cloneUrl' }),
    depth: Type.Integer({ title: words('Depth'), default: 1, minimum: 0 }),
    tags: Type.Boolean({ title: words('Tags'), default: false }),
    goals: Type.Array(Type.String(), { title: words('Goals'), default: ['package'] }),
    auth: cases(
      { none: {}, token: { token: secret({ title: words('Token') }) } },
      { title: words('Auth'), labels: { none: words('None'), token: words('Token') }, default: 'none' },
    ),
  },
  outputs: { commit: Type.String({ title: words('Commit') }) },
  examples: [],
});
