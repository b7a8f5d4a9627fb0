import { describe, expect, it } from 'vitest';
import { problemsOf, soundPlanOf } from '../testing/plan.ts';

const mount = (kind: string, path = '/root/.m2') =>
  `cache: { mounts: [{ volume: m2, kind: ${kind}, path: ${path} }] }`;

function pipeline(parallel: boolean, ...tasks: readonly string[]): string {
  const lines = tasks.map((task) => `      - { template: build, ${task} }\n`).join('');
  return `stepyard: 1\nname: p\nstages:\n  - name: one\n    parallel: ${parallel}\n    tasks:\n${lines}`;
}

describe('pipeline/validate/check-cache-mounts', () => {
  it('T1.7: refuses an exclusive volume that two parallel tasks mount, and accepts a shared one', () => {
    const two = (kind: string) => pipeline(true, `id: a, ${mount(kind)}`, `id: b, ${mount(kind)}`);
    expect(problemsOf(two('exclusive'))).toBe(
      'pipeline.yaml:8:9 exclusive-cache-volume: The cache volume `m2` is exclusive, but `a` and `b` may run at once.\n  Make it shared, or let one wait for the other.\n',
    );
    expect(problemsOf(two('shared'))).toBe('');
  });

  it('accepts an exclusive volume where one task waits for the other', () => {
    const [a, b] = [`id: a, ${mount('exclusive')}`, `id: c, ${mount('exclusive')}`];
    expect(problemsOf(pipeline(false, a, b))).toBe('');
    expect(problemsOf(pipeline(true, a, 'id: b, needs: [a]', `needs: [b], ${b}`))).toBe('');
  });

  it('refuses a volume of two kinds, and one that a task mounts twice', () => {
    const kinds = pipeline(false, `id: a, ${mount('exclusive')}`, `id: b, ${mount('shared')}`);
    expect(problemsOf(kinds)).toBe(
      'pipeline.yaml:8:9 cache-volume-kind: The cache volume `m2` must be of one kind, but is exclusive for `a` and shared for `b`.\n  Write the same kind everywhere.\n',
    );
    const twice = pipeline(
      false,
      'id: a, cache: { mounts: [{ volume: m, path: /a }, { volume: m, path: /b }] }',
    );
    expect(problemsOf(twice)).toBe(
      'pipeline.yaml:7:9 cache-volume-twice: `a` must not mount the same volume twice, got `m`.\n  Leave one of the two out.\n',
    );
  });

  it.each(['.m2', '/', '/app/x', '/etc', '/a/../b', '/a//b', '/a:b'])('refuses %j as a directory', (path) => {
    expect(problemsOf(pipeline(false, `id: a, ${mount('shared', JSON.stringify(path))}`))).toContain(
      'an absolute directory that is neither the workspace nor of the system',
    );
  });

  it('plans mounts as they are written, shared where nothing is said', () => {
    const plan = soundPlanOf(pipeline(false, 'id: a, cache: { mounts: [{ volume: m2, path: /root/.m2 }] }'));
    expect(plan.tasks[0]?.cache).toEqual({
      enabled: true,
      mounts: [{ kind: 'shared', volume: 'm2', path: '/root/.m2' }],
    });
  });
});
