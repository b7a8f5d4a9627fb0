import { defineTemplate, Type } from '@stepyard/catalog';
import { expectTypeOf } from 'vitest';
import { run } from './run.ts';
import { runStep } from './testing/index.ts';

const words = { en: 'Text', zh: '文字' };
const fetched = defineTemplate({
  name: 'fetch',
  version: '1.0.0',
  title: words,
  help: words,
  category: 'build',
  repeatable: true,
  inputs: { url: Type.String({ title: words }), depth: Type.Integer({ title: words, default: 1 }) },
  outputs: { commit: Type.String({ title: words }), branch: Type.String({ title: words, optional: true }) },
  examples: [],
});

run(fetched, async (step) => {
  expectTypeOf(step.inputs).toEqualTypeOf<{ readonly url: string; readonly depth: number }>();
  return { commit: step.inputs.url };
});
run(fetched, async ({ inputs }) => (inputs.depth > 1 ? { commit: 'a', branch: 'b' } : { commit: 'a' }));
// @ts-expect-error a declared output is missing
run(fetched, async () => ({ branch: 'main' }));
// @ts-expect-error an output is not declared
run(fetched, async () => ({ commit: 'a', comit: 'b' }));
// @ts-expect-error an output has another type
run(fetched, async () => ({ commit: 1 }));
// @ts-expect-error nothing is returned
run(fetched, async () => {});
// @ts-expect-error an input is not declared
run(fetched, async ({ inputs }) => ({ commit: inputs.brnch }));
// @ts-expect-error the work of a step is asynchronous
run(fetched, () => ({ commit: 'a' }));

runStep(fetched, async () => ({ commit: 'a' }), { inputs: { url: 'a' } });
// @ts-expect-error a required input is missing
runStep(fetched, async () => ({ commit: 'a' }), { inputs: {} });
// @ts-expect-error an input is not declared
runStep(fetched, async () => ({ commit: 'a' }), { inputs: { url: 'a', ulr: 'b' } });
