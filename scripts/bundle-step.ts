import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { emptyModules, settings, withLightBuiltins } from './bundle-settings.ts';
import {
  fromShared,
  type SharedLibraries,
  sharedFolder,
  sharedLibraries,
  writeShared,
} from './bundle-shared.ts';
import { root } from './source-files.ts';

/** What the sandbox of newman is made with, and asks for only where it is made. */
const neverLoaded = ['terser', 'browserify'];

/**
 * What dockerode asks for at once and uses for engines behind SSH and for sessions of BuildKit only, which no step
 * has: compiled code, and a megabyte.
 */
const neverUsed = ['ssh2', '@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs'];

/**
 * Bundles the `main.ts` of a folder, and writes `main.js` and what it loads later into `dist`. `warm.js` loads all that
 * `main.js` needs and begins nothing: a process that is up ahead of its step runs it.
 */
export async function bundleStep(folder: string, dist = join(folder, 'dist')): Promise<void> {
  const main = join(folder, 'main.ts');
  await bundleEntries({
    folder,
    dist,
    entries: { main, warm: `${main}${onlyLoaded}` },
    external: neverLoaded,
    shared: await sharedLibraries(),
  });
  // Of libraries whose licences ask for it.
  const licences = join(folder, 'licences');
  if (existsSync(licences)) cpSync(licences, join(dist, 'licences'), { recursive: true });
}

export interface BundleOptions {
  readonly folder: string;
  readonly dist: string;
  /** Files by the name of what is made of each. */
  readonly entries: Readonly<Record<string, string>>;
  /** Packages that are loaded as they are. */
  readonly external?: readonly string[];
  /** Libraries that stand in files of their own, alike in every bundle. */
  readonly shared?: SharedLibraries;
}

/** Bundles programs that share what they have in common. */
export async function bundleEntries(options: BundleOptions): Promise<void> {
  const { folder, dist, entries, external = [], shared } = options;
  const loaded = new Set<string>();
  const { outputFiles, metafile } = await build({
    ...settings,
    entryPoints: { ...entries },
    external: [...external],
    outdir: dist,
    plugins: [
      importsOnly,
      declarationAsData(folder),
      folderAsImports,
      fieldsAsData,
      ownDirectory(dist),
      emptyModules(neverUsed, /\/node_modules\/(?:dockerode|docker-modem)\//),
      ...(shared === undefined ? [] : [fromShared(shared, loaded)]),
    ],
  });
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(dist, 'package.json'), '{"type":"module"}\n');
  for (const { path, text } of outputFiles) writeFileSync(path, withLightBuiltins(text));
  const libraries = shared?.withTheirs(loaded) ?? [];
  if (shared !== undefined) writeShared(shared, join(dist, sharedFolder), libraries);
  const read = [
    ...Object.keys(metafile.inputs).map((path) => resolve(root, path)),
    ...libraries.flatMap((name) => shared?.files.get(name)?.sources ?? []),
  ].filter((path) => existsSync(path));
  writeFileSync(
    join(dist, 'inputs.json'),
    JSON.stringify(sourcesOf(folder, read).map((path) => relative(dist, path))),
  );
}

/**
 * What the bundle was made of: one that is older than any of it is not run. The declaration's own files count too; of
 * a package its package.json, which changes with it, since all of this is looked at whenever a command starts.
 */
function sourcesOf(folder: string, read: readonly string[]): string[] {
  const own = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) =>
        file.endsWith('.ts') && !file.endsWith('.test.ts') && !/(^|\/)(node_modules|dist)\//.test(file),
    )
    .map((file) => join(folder, file));
  return [...new Set([...own, ...read.map((path) => manifestOfPackage(resolve(path)))])].sort();
}

function manifestOfPackage(path: string): string {
  const [packaged] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(path) ?? [];
  return packaged === undefined ? path : join(packaged, 'package.json');
}

const onlyLoaded = '?imports';

/** The imports of a program without its work. */
const importsOnly: Plugin = {
  name: 'imports-only',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /\?imports$/ }, ({ path }) => ({
      path: path.slice(0, -onlyLoaded.length),
      namespace: 'imports',
    }));
    onLoad({ filter: /./, namespace: 'imports' }, ({ path }) => {
      const imports = readFileSync(path, 'utf8').matchAll(/^import .*?from ('.*');$/gms);
      return {
        contents: [...imports].map(([, from]) => `import ${from};`).join('\n'),
        resolveDir: dirname(path),
      };
    });
  },
};

/** What a module finds by the folder that it stands in, it finds from the folder of the bundle too. */
function ownDirectory(dist: string): Plugin {
  return {
    name: 'own-directory',
    setup({ onLoad }) {
      onLoad({ filter: /\/cli\/src\/.*\.ts$/, namespace: 'file' }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (!text.includes('import.meta.dirname')) return undefined;
        const folder = JSON.stringify(`/${relative(dist, dirname(path))}`);
        return {
          contents: text.replaceAll('import.meta.dirname', `(import.meta.dirname+${folder})`),
          loader: 'ts',
        };
      });
    },
  };
}

/** What a `folder.ts` loads by reading its folder, a bundle imports: the folder is not there any more. */
const folderAsImports: Plugin = {
  name: 'folder-as-imports',
  setup({ onLoad }) {
    onLoad({ filter: /\/templates\/[^/]+\/[^/]+\/folder\.ts$/, namespace: 'file' }, ({ path }) => {
      const files = readdirSync(dirname(path)).filter(
        (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'folder.ts',
      );
      const imports = files.sort().map((file, index) => `import * as file${index} from './${file}';`);
      const modules = `[${files.map((_, index) => `file${index}`).join(', ')}]`;
      const text = readFileSync(path, 'utf8').replace(/await Promise\.all\(.*?\n\);/s, `${modules};`);
      return { contents: [...imports, text].join('\n'), loader: 'ts' };
    });
  },
};

/** For people who read a form, which no step shows. */
const wordsOfFields = ['title', 'help', 'labels', 'examples', 'placeholder'];

/** What a step only checks by (traits, and `*-fields.ts` in a folder of a template) comes as JSON without its words. */
const fieldsAsData: Plugin = {
  name: 'fields-as-data',
  setup({ onLoad }) {
    onLoad(
      {
        filter: /\/(?:catalog\/traits\/[^/]+|templates\/[^/]+\/[^/]+\/[^/]+-fields)\.ts$/,
        namespace: 'file',
      },
      async ({ path }) => {
        const declared: Record<string, unknown> = await import(pathToFileURL(path).href);
        const bare = (key: string, value: unknown) => (wordsOfFields.includes(key) ? undefined : value);
        const lines = Object.entries(declared).map(
          ([key, value]) => `export const ${key} = ${JSON.stringify(value, bare)};`,
        );
        return { contents: lines.join('\n'), loader: 'js' };
      },
    );
  },
};

/** Puts the manifest as JSON in the place of the folder's declaration and the builders that it calls. */
function declarationAsData(folder: string): Plugin {
  return {
    name: 'declaration-as-data',
    setup({ onLoad }) {
      onLoad({ filter: /\/template\.ts$/, namespace: 'file' }, async ({ path }) => {
        if (path !== join(realpathSync(folder), 'template.ts')) return undefined;
        const declared: Record<string, unknown> = await import(pathToFileURL(path).href);
        const lines = Object.entries(declared).map(
          ([key, value]) => `export const ${key} = ${JSON.stringify(value)};`,
        );
        return { contents: lines.join('\n'), loader: 'js' };
      });
    },
  };
}
