import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleEntries } from './bundle-step.ts';
import { root } from './source-files.ts';

/** Bundles the command and the programs that it starts into `cli/dist`; from their many files they start slowly. */
export async function bundleCli(dist = join(root, 'cli', 'dist')): Promise<void> {
  await bundleEntries({
    folder: join(root, 'cli'),
    dist,
    entries: { main: join(root, 'cli', 'src', 'main.ts'), ...programs(join(root, 'engine')) },
    // Loaded where they are needed, from the packages: they bring compiled code along.
    external: ['dockerode', 'ssh2', 'cpu-features'],
  });
}

/** What the engine starts as a process or thread of its own, by name; `programBeside` finds it in one folder. */
function programs(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts') || file.startsWith('node_modules/')) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, name = ''] of text.matchAll(/programBeside\(import\.meta\.url, '([\w-]+)'\)/g)) {
      const program = join(folder, dirname(file), `${name}.ts`);
      if (!existsSync(program)) throw new Error(`${file} starts ${name}.ts, which is not beside it.`);
      found[name] = program;
    }
  }
  return found;
}
