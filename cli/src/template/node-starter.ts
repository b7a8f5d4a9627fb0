import { packageVersion } from '../own-files.ts';
import { type NewTemplate, nodeSources } from './node-files.ts';

/** A template in TypeScript for anybody's repository: run by Node 24 as it is, bundled for its image. */
export function nodeStarter(template: NewTemplate): Record<string, string> {
  const { name, en } = template;
  const version = packageVersion();
  const packageJson = {
    name,
    version: '0.1.0',
    private: true,
    description: en,
    type: 'module',
    engines: { node: '>=24' },
    scripts: { test: 'node --test *.test.ts', build: `${bundle}` },
    dependencies: Object.fromEntries(
      ['catalog', 'contract', 'runtime'].map((one) => [`@stepyard/${one}`, version]),
    ),
    devDependencies: { esbuild: '^0.28.0' },
  };
  return {
    'package.json': `${JSON.stringify(packageJson, null, 2)}\n`,
    ...nodeSources(template, (id, work) => testFile(name, id, work)),
    Dockerfile: `ARG BASE=node:24-slim
FROM \${BASE}
COPY template.json dist/ /stepyard/
WORKDIR /app
USER 65532:65532
ENTRYPOINT ["node", "/stepyard/main.mjs"]
`,
    '.gitignore': 'node_modules/\ndist/\ntemplate.json\n',
    '.dockerignore': 'node_modules\n*.ts\n',
  };
}

/** The banner is for libraries written as CommonJS. */
const bundle = [
  'esbuild main.ts --bundle --splitting --minify --platform=node --format=esm --target=node24',
  '--outdir=dist --out-extension:.js=.mjs',
  `"--banner:js=const require=process.getBuiltinModule('module').createRequire(import.meta.url);"`,
].join(' ');

function testFile(name: string, id: string, work: string): string {
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runStep } from '@stepyard/runtime/testing';
import { ${work} } from './${name}.ts';
import { ${id} } from './template.ts';

test('does what it says', async () => {
  const end = await runStep(${id}, ${work}, { inputs: {} });
  assert.equal(end.status, 'success');
  assert.equal(end.log, 'say here what it prints');
});
`;
}
