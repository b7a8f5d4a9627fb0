import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place } from '../cli/test/place.ts';
import { root } from '../scripts/source-files.ts';

const examples = join(root, 'examples/custom-templates');
const page = readFileSync(join(root, 'docs/custom-templates.md'), 'utf8');
/** The shell lines of the guide that need neither an engine nor a registry; documentation.image.test.ts runs the others. */
const lines = [...page.matchAll(/```sh\n(.*?)```/gs)]
  .flatMap(([, block = '']) => block.trim().split('\n'))
  .filter((line) => !/registry\.example|https:|template build|conformance|catalog update/.test(line));

let at: Place;
beforeAll(() => {
  at = makePlace();
  cpSync(examples, at.project, { recursive: true });
});
afterAll(() => at.remove());

describe('test/custom-templates', () => {
  it('T7.1: a template in Python and one in shell are used in a pipeline by name', async () => {
    const { status, out, err } = await at.stepyard(['run', 'pipeline.yaml', '--catalog', 'catalog.yaml']);
    expect([status, status === 0 ? '' : out + err]).toEqual([0, '']);
    expect(out).toContain('notes.txt: 3');
    expect(out).toContain('Hello, 3 words!');
  });

  it('their own tests are green', () => {
    execFileSync('python3', ['-m', 'unittest'], { cwd: join(at.project, 'count-words'), stdio: 'pipe' });
    execFileSync('sh', ['test.sh'], { cwd: join(at.project, 'greet'), stdio: 'pipe' });
  });

  it.each(lines)('the guide: %s', async (line) => {
    const [program = '', ...args] = line.replace(/ +#.*$/, '').split(' ');
    const assignments = program.includes('=') ? [program.split('=')] : [];
    const words = assignments.length > 0 ? args.slice(1) : args;
    const { status, out, err } = await at.stepyard(words, { env: Object.fromEntries(assignments) });
    expect([status, status === 0 ? '' : out + err]).toEqual([0, '']);
  });
});
