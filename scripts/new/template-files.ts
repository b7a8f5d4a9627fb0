import { type NewTemplate, nodeSources } from '../../cli/src/template/node-files.ts';

/** The files of a new template of this repository, by name. */
export function templateFiles(template: NewTemplate): Record<string, string> {
  const { name, en, zh } = template;
  return {
    'package.json': packageJson(name, en),
    ...nodeSources(template, (id, work) => testFile(name, id, work)),
    'README.md': readme(name, en, zh),
    Dockerfile: dockerfile(template),
  };
}

function dockerfile({ tool }: NewTemplate): string {
  if (tool === '') return 'ARG BASE=stepyard/base:node24\nFROM ${BASE}\nCOPY dist/ /stepyard/\n';
  return `ARG BASE=stepyard/tools:bookworm
FROM \${BASE}
ARG RELOCK=
USER root
RUN install-tools ${tool}
USER 1000:1000
COPY dist/ /stepyard/
`;
}

function testFile(name: string, id: string, work: string): string {
  return `import { runStep } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { ${work} } from './${name}.ts';
import { ${id} } from './template.ts';

describe('templates/${name}/${name}', () => {
  it('does what it says', async () => {
    const end = await runStep(${id}, ${work}, { inputs: {} });
    expect(end.summary).toBe('say here what it does');
  });
});
`;
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

function readme(name: string, en: string, zh: string): string {
  const blocks = ['inputs', 'outputs', 'examples'].map(
    (block) =>
      `## ${block[0]?.toUpperCase()}${block.slice(1)}\n\n<!-- ${block}:start -->\n<!-- ${block}:end -->\n`,
  );
  return [`# ${name} ${zh}\n`, `${en}.\n`, ...blocks].join('\n');
}
