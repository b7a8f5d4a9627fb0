import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../source-files.ts';
import { isGoTool } from './go-tool.ts';
import { lockedTool } from './lock.ts';
import { packagesOf } from './packages.ts';

const folder = join(root, 'runtime/go');
const tools = readdirSync(folder, { withFileTypes: true }).flatMap((one) =>
  one.isDirectory() ? [one.name] : [],
);

describe('scripts/image/go-tool', () => {
  it.each(tools)('has %s locked for both architectures, in the version of its go.mod', (name) => {
    expect(isGoTool(name)).toBe(true);
    const text = readFileSync(join(folder, name, 'go.mod'), 'utf8');
    const main = /^tool (\S+)$/m.exec(text)?.[1] ?? '';
    const required = [...text.matchAll(/^(?:require )?\s*(\S+) v(\S+)/gm)].find(([, path = '']) =>
      main.startsWith(`${path}/`),
    );
    for (const architecture of ['amd64', 'arm64']) {
      const locked = lockedTool(name, architecture);
      expect(locked).toEqual({ version: required?.[2], sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    }
  });

  it('says which line of the lock is missing', () => {
    expect(isGoTool('npm')).toBe(false);
    expect(() => lockedTool('helm', 'riscv64')).toThrow(
      'runtime/tools.lock has no line `go riscv64 helm VERSION SHA256`. Add it.',
    );
  });

  it('names the modules of a program in the bill of materials', () => {
    const inventory = [
      ['usr/local/share/stepyard/modules/x', 'stdlib 1.26.8\ngithub.com/Team/x v1.2.3\n'],
    ] as const;
    const recipe = { name: 'x', tags: [], dockerfile: '', args: {}, packages: [] };
    const found = packagesOf({ recipe, records: [{ diffId: '', files: [], inventory }] });
    expect(found.filter(({ kind }) => kind === 'golang')).toEqual([
      { kind: 'golang', name: 'github.com/team/x', version: 'v1.2.3' },
      { kind: 'golang', name: 'stdlib', version: '1.26.8' },
    ]);
  });
});
