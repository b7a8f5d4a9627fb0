import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { root } from './source-files.ts';

/** Makes `dist/main.js`: what an image starts, and what the process executor prefers over the sources. */
async function bundle(folder: string): Promise<void> {
  if (!existsSync(join(folder, 'main.ts'))) {
    const known = readdirSync(join(root, 'templates')).join(', ');
    throw new Error(`templates/${basename(folder)} has no main.ts. Name one of: ${known}.`);
  }
  const dist = join(folder, 'dist');
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
  mkdirSync(dist);
  for (const { path, text } of outputFiles) writeFileSync(path, withLightBuiltins(text));
}

/** For libraries that were written as CommonJS; declares no second name, which a minified one could be. */
const lazyRequire =
  "const require=i=>(require.q??=process.getBuiltinModule('module').createRequire(import.meta.url))(i);";

/**
 * An import from `node:fs` makes Node prepare every export of it, also those that load all of the streams: a
 * sixth of a step's start (`npm run bench start`). The module itself is there without.
 */
function withLightBuiltins(code: string): string {
  return code.replace(/\bimport\{([^{}]*)\}from"(node:[\w/]+)";/g, (statement, names: string, module) =>
    /\bdefault\b/.test(names)
      ? statement
      : `const{${names.replaceAll(' as ', ':')}}=process.getBuiltinModule("${module}");`,
  );
}

/** Puts the manifest as JSON in the place of the declaration and the builders that it calls. */
const declarationAsData: Plugin = {
  name: 'declaration-as-data',
  setup({ onLoad }) {
    onLoad({ filter: /templates\/[^/]+\/template\.ts$/ }, async ({ path }) => {
      const declared: Record<string, unknown> = await import(pathToFileURL(path).href);
      const lines = Object.entries(declared).map(
        ([key, value]) => `export const ${key} = ${JSON.stringify(value)};`,
      );
      return { contents: lines.join('\n'), loader: 'js' };
    });
  },
};

// Without a name: all templates through turbo, which knows what is current. With a name: that one, now.
const [name] = process.argv.slice(2);
if (name === undefined) {
  const turbo = spawnSync('turbo', ['run', 'bundle', '--output-logs=errors-only', '--no-update-notifier'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
  process.exitCode = turbo.status ?? 1;
} else await bundle(join(root, 'templates', basename(name)));
