import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** Bundles the `main.ts` of a folder, and writes `main.js` and what it loads later into `dist`. */
export async function bundleStep(folder: string, dist = join(folder, 'dist')): Promise<void> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(folder, 'main.ts')],
    outdir: dist,
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    legalComments: 'none',
    logLevel: 'warning',
    banner: { js: lazyRequire },
    plugins: [declarationAsData],
  });
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(dist, 'package.json'), '{"type":"module"}\n');
  for (const { path, text } of outputFiles) writeFileSync(path, withLightBuiltins(text));
  const read = Object.keys(metafile.inputs).filter((path) => existsSync(path));
  writeFileSync(
    join(dist, 'inputs.json'),
    JSON.stringify(sourcesOf(folder, read).map((path) => relative(dist, path))),
  );
}

/** What the bundle was made of: one that is older than any of it is not run. The declaration's own files count too. */
function sourcesOf(folder: string, read: readonly string[]): string[] {
  const own = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) =>
        file.endsWith('.ts') && !file.endsWith('.test.ts') && !/(^|\/)(node_modules|dist)\//.test(file),
    )
    .map((file) => join(folder, file));
  return [...new Set([...own, ...read.map((path) => resolve(path))])].sort();
}

/** For libraries that were written as CommonJS; declares no second name, which a minified one could be. */
const lazyRequire =
  "const require=i=>(require.q??=process.getBuiltinModule('module').createRequire(import.meta.url))(i);";

/**
 * An import from `node:fs` makes Node prepare every export of it, also those that load all of the streams: a
 * sixth of a step's start (`npm run bench start`). The module itself is there without. As imports do, these
 * stand before all else.
 */
function withLightBuiltins(code: string): string {
  const light: string[] = [];
  const rest = code.replace(
    /\bimport\{([^{}]*)\}from"(node:[\w/]+)";/g,
    (statement, names: string, module) => {
      if (/\bdefault\b/.test(names)) return statement;
      light.push(`const{${names.replaceAll(' as ', ':')}}=process.getBuiltinModule("${module}");`);
      return '';
    },
  );
  return light.join('') + rest;
}

/** Puts the manifest as JSON in the place of the declaration and the builders that it calls. */
const declarationAsData: Plugin = {
  name: 'declaration-as-data',
  setup({ onLoad }) {
    onLoad({ filter: /\/template\.ts$/, namespace: 'file' }, async ({ path }) => {
      if (path.includes('/catalog/src/')) return undefined;
      const declared: Record<string, unknown> = await import(pathToFileURL(path).href);
      const lines = Object.entries(declared).map(
        ([key, value]) => `export const ${key} = ${JSON.stringify(value)};`,
      );
      return { contents: lines.join('\n'), loader: 'js' };
    });
  },
};
