import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packCommand } from '../../scripts/pack/command.ts';
import { packLibraries } from '../../scripts/pack/libraries.ts';
import { root } from '../../scripts/source-files.ts';

/** Tools of the author's own, in the versions of this repository. */
const tools = ['esbuild', 'typescript', '@types/node'];

/** A folder that was empty before the published packages were installed there, and a catalog of its own. */
export interface AuthorFolder {
  readonly folder: string;
  /** Milliseconds. */
  readonly times: { readonly pack: number; readonly install: number };
  /** @throws where it ends with another status than 0. */
  run(program: string, ...args: readonly string[]): string;
  stepyard(...args: readonly string[]): string;
  /** Gives the exit status, and what was said. */
  ask(...args: readonly string[]): { readonly status: number | null; readonly said: string };
  edit(file: string, from: string, to: string): void;
  remove(): void;
}

/** Packs the libraries and the command with some templates, and installs the tarballs. */
export async function authorFolder(templates: readonly string[]): Promise<AuthorFolder> {
  const place = mkdtempSync(join(tmpdir(), 'stepyard-author-'));
  const remove = () => rmSync(place, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  const folder = join(place, 'empty');
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(STEPYARD_|VITEST|NODE_OPTIONS)/.test(name),
  );
  const env = { ...Object.fromEntries(inherited), STEPYARD_DATA: join(place, 'data') };
  const command = join(folder, 'node_modules/.bin/stepyard');

  function run(program: string, ...args: readonly string[]): string {
    return execFileSync(program, args, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' });
  }

  try {
    const begun = performance.now();
    const to = join(place, 'packages');
    const tarballs = [...packLibraries(to), await packCommand(to, templates)];
    const packed = performance.now();
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
    const named = tools.map((name) => `${name}@${versions()[name]}`);
    run('npm', 'install', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs, ...named);
    const times = { pack: packed - begun, install: performance.now() - packed };
    return {
      folder,
      times,
      run,
      remove,
      stepyard: (...args) => run(command, ...args),
      ask(...args) {
        const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, env, encoding: 'utf8' });
        return { status, said: stdout + stderr };
      },
      edit(file, from, to) {
        const text = readFileSync(join(folder, file), 'utf8');
        if (!text.includes(from)) throw new Error(`${file} must have ${JSON.stringify(from)}: ${text}`);
        writeFileSync(join(folder, file), text.replace(from, to));
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function versions(): Readonly<Record<string, string>> {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(text);
  return devDependencies;
}
