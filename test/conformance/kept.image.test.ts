import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proveConformance } from '@stepyard/engine/conformance';
import { findEngine } from '@stepyard/engine/engine';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/source-files.ts';
import { buildImage, needImage } from '../support/built-image.ts';
import { stepyard } from '../support/stepyard.ts';
import { manifestOf } from './declaration.ts';
import { templateTrials } from './template-trials.ts';

const engine = findEngine();
const repository = 'stepyard-test/kept';
const made: string[] = [];
const templates = readdirSync(join(root, 'templates')).filter((name) =>
  existsSync(join(root, 'templates', name, 'Dockerfile')),
);

afterAll(async () => {
  const docker = await engine.docker();
  for (const image of made) await docker.getImage(image).remove({ force: true });
});

describe('test/conformance/kept', () => {
  it.concurrent.each(templates)('%s keeps the contract', async (name) => {
    const { version } = await manifestOf(name);
    const image = `stepyard/${name}:${version}`;
    await needImage(await engine.docker(), image);
    const { files = {}, example, ends = '' } = templateTrials[name] ?? {};
    const workspaceFiles = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
    const found = await proveConformance(image, { engine, workspaceFiles, ...(example && { example }) });
    expect(found.clauses.filter(({ verdict }) => verdict === 'broken')).toEqual([]);
    expect(found.baseline).toContain(ends);
  });

  it.concurrent.each([
    ['greet', 'debian:bookworm-slim'],
    ['count-words', 'stepyard/script:1.0.0'],
  ])('the example %s keeps the contract, as its image is built', async (name, base) => {
    const image = `${repository}-${name}:1`;
    made.push(image);
    const folder = join(root, 'examples/custom-templates', name);
    const built = await stepyard(['template', 'build', folder, '--tag', image, '--base', base], {
      cwd: root,
    });
    expect(built.status, built.stderr).toBe(0);
    const { status, stdout } = await stepyard(['conformance', image], { cwd: root });
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/^\d+ clauses kept, 0 broken, \d+ not to be seen in this image\.$/m),
    ]);
  });

  it('the complete step of the contract keeps it', async () => {
    const text = readFileSync(join(root, 'docs/contract.md'), 'utf8');
    const block = (language: string) =>
      new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(text)?.[1] ?? '';
    const image = `${repository}-complete:1`;
    made.push(image);
    await buildImage(await engine.docker(), image, {
      // Without BuildKit nothing is made executable while it is copied.
      dockerfile: block('dockerfile')
        .replace('alpine:3.22', 'debian:bookworm-slim')
        .replace('--chmod=0755 ', '')
        .replace('["greet"]', '["sh", "/usr/local/bin/greet"]'),
      files: { 'template.json': block('json'), 'greet.sh': block('sh') },
      labels: { 'dev.stepyard.template': block('json') },
    });
    expect(await brokenIn(image)).toEqual([]);
  });
});

async function brokenIn(image: string) {
  const { clauses } = await proveConformance(image, { engine });
  return clauses.filter(({ verdict }) => verdict === 'broken');
}
