import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { StepyardEvent } from '@stepyard/events';
import { CommandError } from '../failure.ts';
import type { LocalSource } from './working-tree.ts';

/** The event of a run that is started by hand: about the author's own repository, where there is one. */
export function manualEvent(
  source: LocalSource | undefined,
  inputs: Readonly<Record<string, string>>,
): StepyardEvent {
  const branch = source?.ref?.replace(/^refs\/heads\//, '');
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: source ? `/local/${encodeURIComponent(source.name)}` : '/local',
    type: 'dev.stepyard.manual.v1',
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data: {
      kind: 'manual',
      actor: { login: userInfo().username },
      ...(source && {
        repository: { fullName: source.name, cloneUrl: source.url },
        ref: source.ref ?? source.commit,
        commit: { id: source.commit },
      }),
      ...(branch !== undefined && { branch }),
      inputs,
      trust: 'branch',
      untrusted: [],
    },
  };
}

/** Reads an event that was kept as CloudEvents JSON. */
export async function readEvent(file: string): Promise<StepyardEvent> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(`cannot read the event ${JSON.stringify(file)}`, 'Check the path.');
  });
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw new CommandError(
      `the event ${JSON.stringify(file)} must be JSON`,
      'Mend it, or use one that `stepyard runs show RUN --json` gave.',
    );
  }
  if (isEvent(found)) return found;
  throw new CommandError(
    `the event ${JSON.stringify(file)} must be a CloudEvents 1.0 object of ours: specversion "1.0", id, source, type, time, data.kind, data.trust`,
    'docs/events.md describes it; what a forge posts becomes one by a trigger.',
  );
}

function isEvent(value: unknown): value is StepyardEvent {
  if (typeof value !== 'object' || value === null) return false;
  const event = new Map(Object.entries(value));
  const data: unknown = event.get('data');
  if (typeof data !== 'object' || data === null) return false;
  const fields = new Map(Object.entries(data));
  return (
    event.get('specversion') === '1.0' &&
    ['id', 'source', 'type', 'time'].every((name) => typeof event.get(name) === 'string') &&
    ['kind', 'trust'].every((name) => typeof fields.get(name) === 'string')
  );
}
