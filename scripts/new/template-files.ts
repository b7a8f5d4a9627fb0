export interface NewTemplate {
  readonly name: string;
  readonly en: string;
  readonly zh: string;
  readonly category: string;
  /** Empty: none. */
  readonly tool: string;
}

/** The files of a new template, by name. */
export function templateFiles({ name, en, zh, category, tool }: NewTemplate): Record<string, string> {
  const id = name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const work = `run${id[0]?.toUpperCase()}${id.slice(1)}`;
  return {
    'package.json': packageJson(name, en),
    'template.ts': declaration({ name, en, zh, category, tool }, id),
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
    [`${name}.test.ts`]: `import { runStep } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { ${work} } from './${name}.ts';
import { ${id} } from './template.ts';

describe('templates/${name}/${name}', () => {
  it('does what it says', async () => {
    const end = await runStep(${id}, ${work}, { inputs: {} });
    expect(end.summary).toBe('say here what it does');
  });
});
`,
    'README.md': readme(name, en, zh),
    'icon.svg':
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"><circle cx="12" cy="12" r="8"/></svg>\n',
  };
}

function packageJson(name: string, description: string): string {
  const dependencies = Object.fromEntries(
    ['catalog', 'contract', 'runtime'].map((one) => [`@stepyard/${one}`, '0.1.0']),
  );
  const shape = {
    name: `@stepyard/template-${name}`,
    version: '0.1.0',
    private: true,
    description,
    license: 'Apache-2.0',
    type: 'module',
    scripts: { bundle: `node ../../scripts/bundle.ts ${name}` },
    dependencies,
  };
  return `${JSON.stringify(shape, null, 2)}\n`;
}

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

function readme(name: string, en: string, zh: string): string {
  const blocks = ['inputs', 'outputs', 'examples'].map(
    (block) =>
      `## ${block[0]?.toUpperCase()}${block.slice(1)}\n\n<!-- ${block}:start -->\n<!-- ${block}:end -->\n`,
  );
  return [`# ${name} ${zh}\n`, `${en}.\n`, ...blocks].join('\n');
}
