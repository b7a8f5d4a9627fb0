import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

// Every file of tests has a TMPDIR of its own. What it leaves there would gather on the machine of whoever runs the
// tests; what a step or the scheduler leaves there is a fault of theirs.
const own = mkdtempSync(join(realpathSync(tmpdir()), 'tests-'));
process.env.TMPDIR = own;

/** Those of `scratchDirectory` stay until the process ends, empty ones of supervisors until these have rested. */
function mayStay(name: string): boolean {
  return (
    name.startsWith('stepyard-test-') ||
    (/^stepyard-\w{6}$/.test(name) && readdirSync(join(own, name)).length === 0)
  );
}

// The first hook that is registered runs last.
afterAll(() => {
  const left = readdirSync(own).filter((name) => !mayStay(name));
  rmSync(own, { recursive: true, force: true, maxRetries: 10 });
  if (left.length > 0) {
    throw new Error(
      `These tests must leave nothing in their TMPDIR, got ${left.join(', ')}.\n  Remove it in a hook of the file that made it.`,
    );
  }
});
