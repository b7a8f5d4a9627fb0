import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeTree } from '../../executors/remove-tree.ts';
import { asNobody } from './as-nobody.ts';
import { poisonings } from './poisonings.ts';

const untouched = 'cleancleancleanadl';

describe('engine/cache/overlay/poisonings', () => {
  const results = new Map<string, { read: readonly string[]; own: string; refused?: string }>();
  let home: string;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'poison-'));
    chmodSync(home, 0o755);
    const said = asNobody(home, join(import.meta.dirname, 'poison-runner.ts'));
    for (const line of said.trim().split('\n')) {
      const { what, ...result } = JSON.parse(line);
      results.set(what, result);
    }
  }, 300_000);

  afterAll(() => removeTree(home));

  it('tries at least forty ways', () => {
    expect(results.size).toBe(poisonings.length);
    expect(results.size).toBeGreaterThanOrEqual(40);
  });

  it('they are real: an untrusted step reads later what it wrote, and whoever hands in other facts is refused', () => {
    expect(results.get('writes to its own cache')).toEqual({ read: Array(3).fill(untouched), own: 'poison' });
    expect(results.get('hands in another trust')?.refused).toBe(
      '`trust` of a cache cannot change from "fork" to "release" while build-2-compile-1 holds it.',
    );
    expect(results.get('hands in the layers of a trusted attempt')?.refused).toBe(
      'The layers of a cache cannot change while build-2-compile-1 holds it.',
    );
  });

  it.each(poisonings)('nothing of an untrusted step that %s reaches a trusted one', (what) => {
    expect(results.get(what)?.read).toEqual(Array(3).fill(untouched));
  });
});
