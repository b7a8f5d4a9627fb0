import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../source-files.ts';
import { type LockedTool, lockedTool } from './lock.ts';

const execute = promisify(execFile);
const kept = join(root, 'node_modules/.cache/stepyard-packages');

/** Whether the program is one that `runtime/go` has a module for. */
export function isGoTool(name: string): boolean {
  return existsSync(join(root, 'runtime/go', name, 'go.mod'));
}

/**
 * The folder of a Go program that the lock names, as it goes below `/usr/local`: built once from its module by the
 * toolchain that go.mod says, which gives the same bytes on every machine, and checked.
 */
export async function goTool(name: string, architecture: string): Promise<string> {
  const locked = lockedTool(name, architecture);
  const folder = join(kept, `go-${name}-${locked.version}-${architecture}-${locked.sha256.slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  const scratch = mkdtempSync(join(tmpdir(), 'stepyard-go-'));
  try {
    await buildTool(name, architecture, locked, scratch);
    mkdirSync(kept, { recursive: true });
    const fresh = `${folder}.${process.pid}`;
    cpSync(scratch, fresh, { recursive: true });
    if (existsSync(folder)) rmSync(fresh, { recursive: true });
    else renameSync(fresh, folder);
    return folder;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function buildTool(name: string, architecture: string, locked: LockedTool, to: string): Promise<void> {
  const module = join(root, 'runtime/go', name);
  const text = readFileSync(join(module, 'go.mod'), 'utf8');
  const toolchain = `go${/^go (\S+)$/m.exec(text)?.[1]}`;
  const main = /^tool (\S+)$/m.exec(text)?.[1] ?? '';
  const flags = readFileSync(join(module, 'ldflags'), 'utf8').replaceAll('${VERSION}', locked.version);
  const program = join(to, 'bin', name);
  const env = {
    ...process.env,
    ...{
      GOTOOLCHAIN: toolchain,
      GOFLAGS: '-mod=readonly',
      CGO_ENABLED: '0',
      GOWORK: 'off',
      GOEXPERIMENT: '',
    },
    ...{ GOOS: 'linux', GOARCH: architecture, GOAMD64: 'v1', GOARM64: 'v8.0' },
  };
  const go = async (...args: readonly string[]) => {
    const { stdout } = await execute('go', [...args], { cwd: module, env, maxBuffer: 64 << 20 }).catch(noGo);
    return stdout.trim();
  };
  const link = `-ldflags=${flags.trim().split('\n').join(' ')}`;
  await go('build', '-trimpath', '-buildvcs=false', link, `-o=${program}`, '--', main);
  const found = createHash('sha256').update(readFileSync(program)).digest('hex');
  if (found !== locked.sha256) {
    throw new Error(
      `${name} ${locked.version} for ${architecture} has the SHA-256 ${found}, runtime/tools.lock says ${locked.sha256}. Do not use it before that is understood.`,
    );
  }
  const modules = await go('version', '-m', program);
  write(join(to, 'share/stepyard/modules', name), modulesIn(modules, toolchain));
  const source = await go('list', '-f={{.Module.Dir}}', '--', main);
  write(join(to, 'share/doc', name, 'copyright'), readFileSync(join(source, 'LICENSE'), 'utf8'));
}

/** A line for each module in a program: path and version; what it was replaced by, where it was. */
function modulesIn(said: string, toolchain: string): string {
  const lines = [...said.matchAll(/^\t(mod|dep|=>)\t(\S+)\t(v\S+)/gm)].reduce<string[]>(
    (all, [, kind, path, version]) => [...(kind === '=>' ? all.slice(0, -1) : all), `${path} ${version}`],
    [`stdlib ${toolchain.slice(2)}`],
  );
  return `${lines.join('\n')}\n`;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function noGo(cause: { readonly code?: unknown; readonly stderr?: unknown }): never {
  const said = cause.code === 'ENOENT' ? 'go is not installed' : String(cause.stderr).trim();
  throw new Error(
    `A Go program cannot be built: ${said}. Install Go 1.24 or newer, and let it reach its module proxy.`,
    { cause },
  );
}
