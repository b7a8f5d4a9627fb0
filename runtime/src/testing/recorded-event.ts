import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isRecord } from '@stepyard/contract/json';
import {
  type ReadEvent,
  readGithub,
  readGitlab,
  readManual,
  readSchedule,
  type StepyardEvent,
} from '@stepyard/events';

export type RecordedEvent =
  | 'github-push'
  | 'github-tag'
  | 'github-pull-request'
  | 'gitlab-push'
  | 'gitlab-tag-push'
  | 'gitlab-merge-request'
  | 'manual'
  | 'schedule';

const require = createRequire(import.meta.url);
const time = '2026-03-04T05:06:07Z';
const source = 'https://git.example/acme/shop';

/** An event of every source, read from what the source sent. */
export function recordedEvent(name: RecordedEvent): StepyardEvent {
  const read = readers[name]();
  if ('event' in read) return read.event;
  throw new Error(`the recorded event \`${name}\` cannot be read: ${JSON.stringify(read)}`);
}

const readers: Readonly<Record<RecordedEvent, () => ReadEvent>> = {
  'github-push': () => github('push', '"ref":"refs/heads/'),
  'github-tag': () => github('push', '"ref":"refs/tags/'),
  'github-pull-request': () => github('pull_request', '"action":"opened"'),
  'gitlab-push': () => gitlab('gitlab-push'),
  'gitlab-tag-push': () => gitlab('gitlab-tag-push'),
  'gitlab-merge-request': () => gitlab('gitlab-merge-request'),
  manual: () => readManual({ id: '1', time, source, ref: 'refs/heads/main', inputs: { version: '1.2.3' } }),
  schedule: () =>
    readSchedule({ cron: '0 3 * * *', zone: 'UTC', tick: time, source, ref: 'refs/heads/main' }),
};

/** The first delivery of its kind that GitHub recorded and that has the text. */
function github(kind: string, text: string): ReadEvent {
  const kinds = json('@octokit/webhooks-examples/api.github.com/index.json');
  const found = list(kinds).find((one) => isRecord(one) && one.name === kind);
  const deliveries = isRecord(found) ? list(found.examples) : [];
  const headers = { 'x-github-event': kind, 'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' };
  const delivery = deliveries.find((one) => JSON.stringify(one).includes(text));
  return readGithub(headers, delivery, time);
}

function gitlab(file: string): ReadEvent {
  return readGitlab({}, json(`@stepyard/events/fixtures/${file}.json`), time);
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(require.resolve(file), 'utf8'));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
