import { spawn } from 'node:child_process';
import { nearest } from '@stepyard/catalog';
import { templateEntries } from '../data/templates.ts';
import { commandError } from '../failure.ts';
import type { Settings } from '../settings.ts';

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

function runInPlace(executable: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, { stdio: 'inherit' });
    const passOn = (signal: NodeJS.Signals) => child.kill(signal);
    // A terminal sends its interrupt to the step as well; without a listener this process would go first.
    process
      .on('SIGINT', () => undefined)
      .on('SIGTERM', passOn)
      .on('SIGHUP', passOn);
    child.on('error', reject);
    child.on('exit', (status, signal) => resolve(signal ? 143 : (status ?? 1)));
  });
}
