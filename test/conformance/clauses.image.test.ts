import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proveConformance } from '@stepyard/engine/conformance';
import { findEngine } from '@stepyard/engine/engine';
import type Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleStep } from '../../scripts/bundle-step.ts';
import { root } from '../../scripts/source-files.ts';
import { buildImage, needImage } from '../support/built-image.ts';
import { brokenClauses } from './clauses.ts';
import { contractStep } from './contract-step/template.ts';

const base = 'stepyard/tools:bookworm';
const good = 'stepyard-test/contract-step:good';
const label = 'dev.stepyard.template';
const folder = join(root, 'test/conformance/contract-step');

/** Clauses that only another example than the quick one can show. */
const examples: Readonly<Record<string, string>> = {
  T2: 'Slow',
  T4: 'Slow',
  W1: 'Waits',
  W2: 'Waits',
  W6: 'Waits',
};

const engine = findEngine();
let docker: Docker;
let dist: string;
const made = new Set([good]);

beforeAll(async () => {
  await engine.facts();
  docker = await engine.docker();
  await needImage(docker, base);
  dist = await mkdtemp(join(tmpdir(), 'stepyard-contract-step-'));
  await bundleStep(folder, join(dist, 'dist'));
  const names = readdirSync(join(dist, 'dist'), { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  const files = names.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(dist.length + 1), readFileSync(path)] as const;
  });
  await buildImage(docker, good, {
    dockerfile: `FROM ${base}\nCOPY dist/ /stepyard/\nCOPY broken.mjs template.json /stepyard/\n`,
    files: {
      ...Object.fromEntries(files),
      'broken.mjs': readFileSync(join(folder, 'broken.mjs')),
      'template.json': JSON.stringify(contractStep),
    },
    labels: { [label]: JSON.stringify(contractStep) },
  });
});
afterAll(async () => {
  for (const image of made)
    await docker
      ?.getImage(image)
      .remove({ force: true })
      .catch(() => undefined);
  if (dist !== undefined) rmSync(dist, { recursive: true, force: true });
});

/** An image that breaks one clause. */
async function breaking(clause: string): Promise<string> {
  const image = `stepyard-test/contract-step:${clause.toLowerCase()}`;
  made.add(image);
  const entry = 'ENTRYPOINT ["/stepyard/init", "--", "node", "/stepyard/broken.mjs"]';
  const other = clause === 'D1' ? '\nWORKDIR /tmp' : '';
  await buildImage(docker, image, {
    dockerfile: `FROM ${good}\nENV BREAKS=${clause}\n${entry}${other}\n`,
    labels: clause === 'N2' ? { [label]: JSON.stringify({ ...contractStep, version: '2.0.0' }) } : {},
  });
  return image;
}

describe('test/conformance/clauses', () => {
  it.each(['Quick', 'Slow', 'Waits'])(
    'an image that keeps the contract breaks no clause, by the example %s',
    async (example) => {
      const shown = Object.entries(examples).flatMap(([clause, title]) =>
        title === example ? [clause] : [],
      );
      const clauses = example === 'Quick' ? undefined : shown;
      const found = await proveConformance(good, { engine, example, ...(clauses && { clauses }) });
      expect(found.clauses.filter(({ verdict }) => verdict === 'broken')).toEqual([]);
      const unseen = found.clauses.flatMap(({ clause, verdict }) => (verdict === 'not seen' ? [clause] : []));
      expect(unseen.filter((clause) => example !== 'Quick' || examples[clause] === undefined)).toEqual([]);
    },
  );

  it.concurrent.each(brokenClauses())('names %s where an image breaks it', async (clause) => {
    const image = await breaking(clause);
    const example = examples[clause] ?? 'Quick';
    const { clauses } = await proveConformance(image, { engine, clauses: [clause], example });
    expect(clauses).toEqual([{ clause, verdict: 'broken', why: expect.stringMatching(/\.$/) }]);
  });

  it('names the image that is not there, and the label that is missing', async () => {
    await expect(proveConformance('no-such/image:1')).rejects.toMatchObject({
      message: 'The engine has no image "no-such/image:1".',
      hint: 'Build it, or pull it first.',
    });
    const { clauses } = await proveConformance(base);
    expect(clauses).toEqual([
      { clause: 'N2', verdict: 'broken', why: 'The image has no label `dev.stepyard.template`.' },
    ]);
  });
});
