import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../source-files.ts';
import { type PackageJson, readPackage, writeTarball } from './tarball.ts';

/** What authors of templates build on, each after those that it imports. */
const libraries = ['catalog', 'events', 'contract', 'runtime'];

/** What a package ships besides its code. */
const besides: Readonly<Record<string, readonly string[]>> = { catalog: ['generated'], events: ['fixtures'] };

/** Compiles the libraries to JavaScript and types, and packs each; gives the paths of the tarballs. */
export function packLibraries(to: string): string[] {
  const stage = mkdtempSync(join(tmpdir(), 'stepyard-pack-'));
  try {
    compile(stage);
    return libraries.map((name) => {
      const folder = join(stage, name);
      for (const extra of besides[name] ?? [])
        cpSync(join(root, name, extra), join(folder, extra), { recursive: true });
      const readme = join(root, name, 'README.md');
      if (existsSync(readme)) cpSync(readme, join(folder, 'README.md'));
      return writeTarball(folder, published(readPackage(name)), to);
    });
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function compile(stage: string): void {
  const config = join(stage, 'tsconfig.json');
  const exclude = [
    '**/*.test.ts',
    '**/*.test-d.ts',
    '**/fixtures/**',
    '**/store-suite.ts',
    '**/test-servers.ts',
  ];
  writeFileSync(
    config,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        declaration: true,
        allowImportingTsExtensions: true,
        rewriteRelativeImportExtensions: true,
        rootDir: root,
        outDir: stage,
        typeRoots: [join(root, 'node_modules/@types')],
      },
      include: libraries.map((name) => join(root, name, 'src/**/*.ts')),
      exclude: exclude.map((pattern) => join(root, pattern)),
    }),
  );
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', config], { cwd: root, stdio: 'inherit' });
  // The compiler leaves the endings of imports in types as they were written.
  for (const file of readdirSync(stage, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.d.ts')) continue;
    const text = readFileSync(join(stage, file), 'utf8');
    writeFileSync(
      join(stage, file),
      text.replaceAll(/((?:from|import\()\s*["']\.{1,2}\/[^"']*)\.ts(?=["'])/g, '$1.js'),
    );
  }
}

/** The description as it is published: JavaScript and types in the place of sources. */
function published(own: PackageJson): PackageJson {
  const { devDependencies, scripts: _, exports, dependencies, ...rest } = own;
  const entries = Object.entries(Object(exports)).map(([name, file]) => [name, built(String(file))]);
  const needed = { ...Object(dependencies), ...recordings(devDependencies) };
  return { ...rest, engines: { node: '>=24' }, exports: Object.fromEntries(entries), dependencies: needed };
}

function built(file: string): unknown {
  if (!file.endsWith('.ts')) return file;
  const path = file.slice(0, -'.ts'.length);
  return { types: `${path}.d.ts`, default: `${path}.js` };
}

/** What `./testing` gives recorded events of. */
function recordings(development: unknown): Readonly<Record<string, unknown>> {
  const name = '@octokit/webhooks-examples';
  const version: unknown = Object(development)[name];
  return version === undefined ? {} : { [name]: version };
}
