import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { StepError } from '@stepyard/contract';
import { assertHarmless } from './archive.ts';

const limits = { bytes: 64 << 20, entries: 10_000 };

/**
 * Looks through the directory of a chart before Helm, which follows links, reads it.
 * @throws StepError POLICY_REFUSED where a link leads out of it, or it is too large to be a chart
 */
export async function assertContained(directory: string, shown: string): Promise<void> {
  const root = realpathSync(directory);
  let bytes = 0;
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  if (entries.length > limits.entries)
    throw refusal(`${shown} must have at most ${limits.entries} files, and has ${entries.length}`);
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const named = relative(root, path);
    if (entry.isSymbolicLink() && !isWithin(root, realOf(path)))
      throw refusal(`${shown} must stay within itself; the link ${named} leads out of it, or nowhere`);
    if (entry.isDirectory()) continue;
    const facts = statSync(path);
    if (!facts.isFile() && !facts.isDirectory())
      throw refusal(`${shown} must hold files only, and ${named} is none`);
    bytes += facts.size;
    if (bytes > limits.bytes) throw refusal(`${shown} must have at most ${limits.bytes >> 20} MiB`);
    if (/(^|\/)charts\/[^/]+\.tgz$/.test(named)) await assertHarmless(path, `${shown}: ${named}`);
  }
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return '';
  }
}

function isWithin(root: string, path: string): boolean {
  return path === root || path.startsWith(`${root}${sep}`);
}

function refusal(sentence: string): StepError {
  return new StepError('POLICY_REFUSED', `The chart ${sentence}.`, {
    hint: 'Put copies of files into the chart, and list what does not belong to it elsewhere.',
  });
}
