import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { emptyModules, settings, withLightBuiltins } from './bundle-settings.ts';
import { root } from './source-files.ts';

/** Modules of ours that hold what is taken of a large package. */
const modules: Readonly<Record<string, string>> = {
  's3-client': 'contract/src/artifacts/s3-client.ts',
  's3-upload': 'contract/src/artifacts/s3-upload.ts',
};

/** Packages that most templates load, and the workspace by which they are found. */
const packages: Readonly<Record<string, string>> = {
  'http-proxy-agent': 'contract',
  'https-proxy-agent': 'contract',
  picomatch: 'contract',
  saxes: 'runtime',
  'tap-parser': 'runtime',
  yaml: 'runtime',
};

/** How the client of S3 finds credentials where it is given none, which never is the case; and browsers. */
const neverUsed = ['@aws-sdk/credential-provider-node', 'bowser'];

/** The folder of a bundle in which they stand. */
export const sharedFolder = 'lib';

/** Libraries that are the same in every bundle, byte for byte, so that images need them once: in their base. */
export interface SharedLibraries {
  /** The library that stands for a source file. */
  of(source: string): string | undefined;
  /** Names of files, those among them that these load included. */
  withTheirs(names: Iterable<string>): string[];
  readonly files: ReadonlyMap<string, SharedFile>;
}

export interface SharedFile {
  readonly text: string;
  /** Absolute paths of what it was made of. */
  readonly sources: readonly string[];
}

let made: Promise<SharedLibraries> | undefined;

/** Bundles the libraries, once in a process. Their names hold a digest: what is called alike is alike. */
export function sharedLibraries(): Promise<SharedLibraries> {
  made ??= make();
  return made;
}

async function make(): Promise<SharedLibraries> {
  const entries = new Map<string, Entry>();
  const { metafile, outputFiles } = await build({
    ...settings,
    entryPoints: Object.fromEntries(
      [...Object.keys(modules), ...Object.keys(packages)].map((name) => [name, `shared:${name}`]),
    ),
    outdir: sharedFolder,
    entryNames: '[name]-[hash]',
    plugins: [reExports(entries), emptyModules(neverUsed, /\/node_modules\/@aws-sdk\//)],
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [resolve(path), text]));
  const files = new Map<string, SharedFile>();
  const bySource = new Map<string, string>();
  for (const [path, { entryPoint, inputs }] of Object.entries(metafile.outputs)) {
    const file = nameOf(path);
    const sources = Object.keys(inputs).filter((input) => !/^(shared|empty):/.test(input));
    files.set(file, {
      text: withLightBuiltins(texts.get(resolve(root, path)) ?? ''),
      sources: sources.map((input) => resolve(root, input)),
    });
    const entry = entryPoint === undefined ? undefined : entries.get(entryPoint.replace(/^shared:/, ''));
    if (entry !== undefined) bySource.set(entry.source, file);
  }
  return { of: (source) => bySource.get(source), withTheirs: (names) => closure(metafile, names), files };
}

interface Entry {
  readonly source: string;
  readonly exports: readonly string[];
}

/** Each library gives what its module gives, also one that was written as CommonJS. */
function reExports(entries: Map<string, Entry>): Plugin {
  return {
    name: 're-exports',
    setup({ onLoad, onResolve, resolve: find }) {
      onResolve({ filter: /^shared:/ }, async ({ path }) => {
        const name = path.slice('shared:'.length);
        const found = await find(modules[name] === undefined ? name : `./${modules[name]}`, {
          kind: 'import-statement',
          resolveDir: join(root, packages[name] ?? ''),
        });
        const exports = Object.keys(await import(pathToFileURL(found.path).href));
        entries.set(name, {
          source: found.path,
          exports: exports.filter((each) => each !== 'module.exports'),
        });
        return { path: name, namespace: 'shared' };
      });
      onLoad({ filter: /./, namespace: 'shared' }, ({ path }) => {
        const { source = '', exports = [] } = entries.get(path) ?? {};
        return {
          contents: `export { ${exports.join(', ')} } from ${JSON.stringify(source)};`,
          resolveDir: root,
        };
      });
    },
  };
}

/** Writes libraries into a folder: those that are named, or all. */
export function writeShared(
  { files }: SharedLibraries,
  folder: string,
  names: Iterable<string> = files.keys(),
) {
  const wanted = [...names];
  if (wanted.length > 0) mkdirSync(folder, { recursive: true });
  for (const name of wanted) writeFileSync(join(folder, name), files.get(name)?.text ?? '');
}

/** Has a bundle load the libraries from the folder beside it, and notes those that it loads. */
export function fromShared({ of }: SharedLibraries, loaded: Set<string>): Plugin {
  return {
    name: 'from-shared',
    setup({ onResolve, resolve: find }) {
      const names = Object.keys(packages).join('|');
      const paths = Object.keys(modules).map((name) => `\\./${name}\\.ts`);
      onResolve({ filter: new RegExp(`^(?:${names}|${paths.join('|')})$`) }, async (wanted) => {
        const { path, kind, resolveDir, pluginData } = wanted;
        // What is asked for by `require` may not be a module of this kind.
        if (pluginData === finding || !['import-statement', 'dynamic-import'].includes(kind))
          return undefined;
        const found = await find(path, { kind, resolveDir, pluginData: finding });
        const file = of(found.path);
        // Another version of the same package is bundled as any other.
        if (file === undefined) return undefined;
        loaded.add(file);
        return { path: `./${sharedFolder}/${file}`, external: true };
      });
    },
  };
}

const finding = Symbol('finding');

function closure({ outputs }: Metafile, names: Iterable<string>): string[] {
  const all = new Set(names);
  for (const name of all) {
    const output = outputs[`${sharedFolder}/${name}`];
    for (const { path, external } of output?.imports ?? []) if (!external) all.add(nameOf(path));
  }
  return [...all].sort();
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
