import { expectTypeOf } from 'vitest';
import { cases } from './cases.ts';
import type { Exactly } from './exact.ts';
import { defineTemplate, type InputsOf, type OutputsOf, type Template } from './template.ts';
import { secret, Type } from './type.ts';
import type { Words } from './words.ts';

const words: Words = { en: 'Text', zh: '文字' };
const facts = {
  name: 'fetch',
  version: '1.0.0',
  title: words,
  help: words,
  category: 'build',
  repeatable: true,
} as const;

const fetchTemplate = defineTemplate({
  ...facts,
  inputs: {
    url: Type.String({ title: words, format: 'git-url', from: 'event.repository.cloneUrl' }),
    depth: Type.Integer({ title: words, default: 1, minimum: 0 }),
    mode: Type.Enum(['fast', 'full'], { title: words, default: 'fast' }),
    note: Type.String({ title: words, optional: true }),
    goals: Type.Array(Type.String(), { title: words, default: ['package'] }),
    env: Type.Map(Type.String(), { title: words, default: {} }),
    server: Type.Object(
      { host: Type.String({ title: words }), port: Type.Integer({ title: words, default: 22 }) },
      {
        title: words,
      },
    ),
    auth: cases(
      { none: {}, token: { token: secret({ title: words }) } },
      { title: words, labels: { none: words, token: words }, default: 'none' },
    ),
  },
  outputs: {
    commit: Type.String({ title: words }),
    branch: Type.String({ title: words, optional: true }),
  },
  volatile: ['commit'],
  network: ['input:url', 'example.com'],
  examples: [
    {
      title: words,
      with: {
        url: 'https://git.example/a.git',
        depth: '${{ inputs.depth }}',
        server: { host: 'a' },
        auth: { case: 'token', token: '${{ secrets.TOKEN }}' },
      },
    },
    { title: words, with: { server: { host: 'a', port: 1 }, auth: 'none' } },
  ],
});

expectTypeOf<InputsOf<typeof fetchTemplate>>().toEqualTypeOf<{
  readonly url: string;
  readonly depth: number;
  readonly mode: 'fast' | 'full';
  readonly note?: string;
  readonly goals: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly server: { readonly host: string; readonly port: number };
  readonly auth: { readonly case: 'none' } | { readonly case: 'token'; readonly token: string };
}>();
expectTypeOf<OutputsOf<typeof fetchTemplate>>().toEqualTypeOf<{
  readonly commit: string;
  readonly branch?: string;
}>();

declare function run<T extends Template, R extends OutputsOf<T>>(
  template: T,
  work: (step: { readonly inputs: InputsOf<T> }) => Promise<Exactly<R, OutputsOf<T>>>,
): void;

run(fetchTemplate, async ({ inputs }) => ({ commit: inputs.url }));
run(fetchTemplate, async ({ inputs }) => {
  if (inputs.auth.case === 'token') return { commit: inputs.auth.token };
  return { commit: inputs.url, branch: 'main' };
});
// @ts-expect-error a declared output is missing
run(fetchTemplate, async () => ({ branch: 'main' }));
// @ts-expect-error an output is not declared
run(fetchTemplate, async () => ({ commit: 'a', comit: 'b' }));
// @ts-expect-error an output has another type
run(fetchTemplate, async () => ({ commit: 1 }));
// @ts-expect-error an input is not declared
run(fetchTemplate, async ({ inputs }) => ({ commit: inputs.brnch }));
// @ts-expect-error a field of another case is read
run(fetchTemplate, async ({ inputs }) => ({ commit: inputs.auth.token }));

// @ts-expect-error a default of another type
Type.String({ title: words, default: 1 });
// @ts-expect-error a default that is not among the choices
Type.Enum(['a', 'b'], { title: words, default: 'c' });
// @ts-expect-error a label is missing
Type.Enum(['a', 'b'], { title: words, labels: { a: words } });
// @ts-expect-error a default list of another type
Type.Array(Type.Integer(), { title: words, default: ['a'] });
// @ts-expect-error a default map of another type
Type.Map(Type.Integer(), { title: words, default: { a: 'a' } });
// @ts-expect-error a default object without a required field
Type.Object({ host: Type.String({ title: words }) }, { title: words, default: {} });
const token = { token: { token: secret({ title: words }) } };
// @ts-expect-error a default case with a required field
cases(token, { title: words, labels: { token: words }, default: 'token' });
// @ts-expect-error a case without a label
cases({ none: {}, some: {} }, { title: words, labels: { none: words } });
// @ts-expect-error a secret with a default
secret({ title: words, default: 'a' });
// @ts-expect-error an unknown option
Type.String({ title: words, minimum: 1 });
// @ts-expect-error an unknown format
Type.String({ title: words, format: 'uri' });
// @ts-expect-error a language that is missing
Type.String({ title: { en: 'Text' } });
// @ts-expect-error a language that is not known
Type.String({ title: { en: 'Text', zh: '文字', fr: 'Texte' } });
// @ts-expect-error a function in a declaration
Type.String({ title: words, default: () => 'a' });
// @ts-expect-error a function in a declaration
Type.String({ title: words, validate: () => true });

const plain = { ...facts, outputs: {}, examples: [] } as const;
const url = { url: Type.String({ title: words }) };
// @ts-expect-error a field without a title
defineTemplate({ ...plain, inputs: { url: Type.String() } });
// @ts-expect-error a function in a declaration
defineTemplate({ ...plain, inputs: url, run: () => 1 });
// @ts-expect-error a volatile output that is not declared
defineTemplate({ ...plain, inputs: url, volatile: ['commit'] });
// @ts-expect-error a required input is missing in an example
defineTemplate({ ...plain, inputs: url, examples: [{ title: words, with: {} }] });
// @ts-expect-error an input of an example is not declared
defineTemplate({ ...plain, inputs: url, examples: [{ title: words, with: { url: 'a', ulr: 'a' } }] });
// @ts-expect-error an input of an example has another type
defineTemplate({ ...plain, inputs: url, examples: [{ title: words, with: { url: 1 } }] });
defineTemplate({
  ...plain,
  inputs: { token: secret({ title: words }) },
  // @ts-expect-error a secret of an example is written out
  examples: [{ title: words, with: { token: 'hunter2' } }],
});
// @ts-expect-error `outputsFrom` names an input that is no list of texts
defineTemplate({ ...plain, inputs: url, outputsFrom: 'url' });

const scriptTemplate = defineTemplate({
  ...plain,
  inputs: { names: Type.Array(Type.String(), { title: words, default: [] }) },
  outputs: { status: Type.Integer({ title: words }) },
  outputsFrom: 'names',
});
run(scriptTemplate, async () => ({ status: 0, anything: 'else' }));
// @ts-expect-error a declared output is missing
run(scriptTemplate, async () => ({ anything: 'else' }));
