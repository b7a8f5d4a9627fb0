import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { readEvent, readManual, type StepyardEvent } from '@stepyard/events';
import { commandError } from '../failure.ts';

/** What a run that is started by hand is about. */
export interface AboutCode {
  readonly name: string;
  readonly url: string;
  readonly ref: string | undefined;
  readonly commit: string | undefined;
}

/** The event of a run that is started by hand. */
export function manualEvent(
  about: AboutCode | undefined,
  inputs: Readonly<Record<string, string>>,
): StepyardEvent {
  const made = readManual({
    id: randomUUID(),
    time: new Date().toISOString(),
    source: about ? `/local/${encodeURIComponent(about.name)}` : '/local',
    actor: { login: userInfo().username },
    ...(about && { repository: { fullName: about.name, cloneUrl: about.url } }),
    ...(about?.ref !== undefined && { ref: about.ref }),
    ...(about?.commit !== undefined && { commit: { id: about.commit } }),
    inputs,
    trust: 'branch',
  });
  if ('event' in made) return made.event;
  const { message, hint } = 'problem' in made ? made.problem : { message: made.ignored, hint: '' };
  throw commandError(message, hint);
}

/** Reads an event that was kept as CloudEvents JSON. */
export async function eventFromFile(file: string): Promise<StepyardEvent> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw commandError(
      `The event ${JSON.stringify(file)} cannot be read (${error.code}).`,
      'Check the path.',
    );
  });
  const read = readEvent(parse(text, file));
  if ('event' in read) return read.event;
  throw commandError(`${file}: ${read.problem.message}`, read.problem.hint);
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw commandError(`${file}: an event must be JSON.`, 'Write the event as CloudEvents 1.0 JSON.');
  }
}
