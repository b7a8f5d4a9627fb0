import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** Bundles the `main.ts` of a folder, and writes `main.js` and what it loads later into `dist`. */
export async function bundleStep(folder: string, dist = join(folder, 'dist')): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'main.ts')],
    outdir: dist,
    write: false,
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
