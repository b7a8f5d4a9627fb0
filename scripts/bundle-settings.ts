import type { BuildOptions, Plugin } from 'esbuild';
import { root } from './source-files.ts';

/** For libraries that were written as CommonJS; declares no second name, which a minified one could be. */
const lazyRequire =
  "const require=i=>(require.q??=process.getBuiltinModule('module').createRequire(import.meta.url))(i);";

/** How all is bundled that runs in Node. */
export const settings = {
  // Names of files depend on paths: relative to this they are the same in every checkout.
  absWorkingDir: root,
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
} as const satisfies BuildOptions;

/**
 * An import from `node:fs` makes Node prepare every export of it, also those that load all of the streams: a
 * sixth of a step's start (`npm run bench start`). The module itself is there without. As imports do, these
 * stand before all else.
 */
export function withLightBuiltins(code: string): string {
  const light: string[] = [];
  const rest = code.replace(
    /\bimport\{([^{}]*)\}from"(node:[\w/]+)";/g,
    (statement, names: string, module) => {
      if (/\bdefault\b/.test(names)) return statement;
      light.push(`const{${names.replaceAll(' as ', ':')}}=process.getBuiltinModule("${module}");`);
      return '';
    },
  );
  // Where it is loaded later, too.
  const later = rest.replace(
    /\bimport\("(node:[\w/]+)"\)/g,
    (_, module) => `Promise.resolve(process.getBuiltinModule("${module}"))`,
  );
  return light.join('') + later;
}

/** Puts an empty module in the place of packages that some others ask for and never use here. */
export function emptyModules(names: readonly string[], importers: RegExp): Plugin {
  return {
    name: 'empty-modules',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: new RegExp(`^(?:${names.join('|')})$`) }, ({ path, importer }) =>
        importers.test(importer) ? { path, namespace: 'empty' } : undefined,
      );
      onLoad({ filter: /./, namespace: 'empty' }, () => ({ contents: 'module.exports = {};' }));
    },
  };
}
