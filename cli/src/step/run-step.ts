import { nearest } from '@stepyard/catalog';
import { templateEntries } from '../data/templates.ts';
import { commandError } from '../failure.ts';
import type { Settings } from '../settings.ts';
import { runInPlace } from './run-in-place.ts';

/** Runs a template in this directory with the flags that it is given; gives its exit status. */
export async function runStep(name: string, flags: readonly string[], settings: Settings): Promise<number> {
  const entries = await templateEntries(settings);
  const entry = entries.find(({ manifest }) => manifest.name === name);
  const [executable, ...args] = entry?.start.command ?? [];
  if (executable !== undefined) return runInPlace(executable, [...args, ...flags]);
  if (entry !== undefined) {
    throw commandError(
      `\`${name}\` is an image, which cannot be run without a container.`,
      `Run it by hand: docker run --rm -v "$PWD:/app" ${entry.start.image ?? 'IMAGE'}`,
    );
  }
  const known = entries.map(({ manifest }) => manifest.name);
  const close = nearest(name, known);
  throw commandError(
    `There is no template ${JSON.stringify(name)}.`,
    close === undefined ? `There are: ${known.join(', ')}.` : `Did you mean ${JSON.stringify(close)}?`,
  );
}
