/** What is known of a template that is written now. */
export interface NewTemplate {
  /** Kebab-case. */
  readonly name: string;
  readonly en: string;
  readonly zh: string;
  readonly category: string;
  /** Executable that it runs; empty: none. */
  readonly tool: string;
}

/** The sources of a template in TypeScript, by file name: a declaration, its work, and a test that fails. */
export function nodeSources(
  template: NewTemplate,
  testing: (id: string, work: string) => string,
): Record<string, string> {
  const { name, en, tool } = template;
  const id = name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const work = `run${id[0]?.toUpperCase()}${id.slice(1)}`;
  return {
    'template.ts': declaration(template, id),
    'main.ts': `import { run } from '@stepyard/runtime';
import { ${work} } from './${name}.ts';
import { ${id} } from './template.ts';

await run(${id}, ${work});
`,
    [`${name}.ts`]: `import type { InputsOf, OutputsOf } from '@stepyard/catalog';
import type { Step } from '@stepyard/runtime';
import type { ${id} } from './template.ts';

/** ${en}. */
export async function ${work}(step: Step<InputsOf<typeof ${id}>>): Promise<OutputsOf<typeof ${id}>> {
  ${tool === '' ? 'step.log.info(step.inputs.path);' : `await step.exec('${tool}', ['--', step.inputs.path]);`}
  return {};
}
`,
    [`${name}.test.ts`]: testing(id, work),
    'icon.svg': icon,
  };
}

/** A circle, to begin with. */
export const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"><circle cx="12" cy="12" r="8"/></svg>\n';

function declaration({ name, en, zh, category, tool }: NewTemplate, id: string): string {
  return `import { defineTemplate, Type } from '@stepyard/catalog';

export const ${id} = defineTemplate({
  name: '${name}',
  version: '0.1.0',
  title: { en: ${JSON.stringify(en)}, zh: ${JSON.stringify(zh)} },
  help: { en: ${JSON.stringify(`${en}.`)}, zh: ${JSON.stringify(`${zh}。`)} },
  category: '${category}',
  inputs: {
    path: Type.String({ title: { en: 'Directory', zh: '目录' }, format: 'path', default: '.' }),
  },
  outputs: {},
  repeatable: false,${tool === '' ? '' : `\n  tools: [{ name: '${tool}' }],`}
  examples: [{ title: { en: 'In the workspace', zh: '在工作区中' }, with: { path: '.' } }],
});
`;
}
