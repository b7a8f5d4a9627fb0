import { cp, mkdir, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Step } from '@stepyard/runtime';

/** What runs code in every later build, and what only one process may hold. */
const notKept = [
  ...['init.d', 'init.gradle', 'init.gradle.kts', 'gradle.properties'],
  ...['stepyard', 'wrapper', 'daemon', 'caches/modules-2/modules-2.lock', 'caches/modules-2/gc.properties'],
];

/** Gradle's user home in the cache, without what an earlier build could have left for this one. */
export async function gradleHome(step: Pick<Step<unknown>, 'cache' | 'onEnd'>): Promise<string> {
  const home = await step.cache('gradle');
  await clear(home);
  // The wrapper knows no other place; in layers it would be fetched again by every run.
  await mkdir(home, { recursive: true });
  await symlink(await step.cache('wrapper'), join(home, 'wrapper'));
  step.onEnd(() => clear(home));
  return home;
}

async function clear(home: string): Promise<void> {
  for (const name of notKept) await rm(join(home, name), { recursive: true, force: true });
}

/**
 * Lets Gradle find what is kept in the layer beneath its user home: by a variable from 6.2 on, by a copy before.
 * `version` is asked only where there is such a layer.
 */
export async function readOnlyCache(
  step: Pick<Step<unknown>, 'cacheBase'>,
  home: string,
  version: () => Promise<string | undefined>,
): Promise<Record<string, string>> {
  const base = step.cacheBase('gradle');
  if (base === undefined || !(await isThere(join(base, 'caches', 'modules-2')))) return {};
  const [major = 0, minor = 0] = ((await version()) ?? '').split('.').map(Number);
  if (major > 6 || (major === 6 && minor >= 2)) return { GRADLE_RO_DEP_CACHE: join(base, 'caches') };
  const own = join(home, 'caches', 'modules-2');
  if (!(await isThere(own))) await cp(join(base, 'caches', 'modules-2'), own, { recursive: true });
  return {};
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
