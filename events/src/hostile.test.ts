import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRecord, schemaProblem } from './check-schema.ts';
import { readGithub } from './github.ts';
import { readGitlab } from './gitlab.ts';
import { readManual, readSchedule } from './manual.ts';
import { readEvent } from './read-event.ts';
import { cloudEventSchema } from './schema.ts';

const received = '2026-03-04T00:00:00Z';
const names = ['push', 'tag-push', 'merge-request'];
const texts = names.map((name) =>
  readFileSync(new URL(`../fixtures/gitlab-${name}.json`, import.meta.url), 'utf8'),
);

/** What people put into names and messages to see what happens. */
const hostile = [
  '$(touch /tmp/x)',
  '`id`',
  '; rm -rf /',
  "' || true",
  '"quoted"',
  'line\nbreak',
  '\u0000',
  '-u--upload-pack=id',
  '--help',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  '${{ secrets.TOKEN }}',
  '\u202egnp.exe',
  '::set-output name=x::y',
  '{{7*7}}',
  '%00',
  'x'.repeat(10_000),
];

function assertSound(result: ReturnType<typeof readGitlab>): void {
  if ('event' in result) expect(schemaProblem(cloudEventSchema, result.event)).toBeUndefined();
  else expect('ignored' in result ? result.ignored : result.problem.message).not.toBe('');
}

/** Calls back with every value within a payload replaced by another, one at a time. */
function mutate(payload: unknown, value: unknown, use: (changed: unknown) => void): void {
  const visit = (node: unknown): void => {
    if (!isRecord(node) && !Array.isArray(node)) return;
    for (const [key, inner] of Object.entries(node)) {
      Reflect.set(node, key, value);
      use(payload);
      Reflect.set(node, key, inner);
      visit(inner);
    }
  };
  visit(payload);
}

describe('events/hostile', () => {
  it('reads or refuses, and never throws, whatever one value of a payload is', () => {
    for (const text of texts) {
      for (const value of [...hostile.slice(0, 4), undefined, null, 0, [], {}, [null], { length: 5 }]) {
        mutate(JSON.parse(text), value, (changed) => assertSound(readGitlab({}, changed, received)));
      }
    }
  });

  it('carries hostile text as it is, names it untrusted, and keeps it out of what names things', () => {
    for (const text of hostile) {
      const payload: unknown = JSON.parse(texts[2] ?? '', (key, value: unknown) =>
        ['title', 'message', 'name'].includes(key) ? text : value,
      );
      const result = readGitlab({}, payload, received);
      expect(result).toMatchObject({
        event: {
          id: expect.stringMatching(/^[\w:.-]+$/),
          subject: 'merge-requests/7',
          data: { pullRequest: { title: text }, commit: { message: text } },
        },
      });
      const { untrusted = [] } = 'event' in result ? result.event.data : {};
      expect(untrusted).toEqual(
        expect.arrayContaining(['pullRequest.title', 'commit.message', 'actor.name']),
      );
    }
  });

  it('refuses refs that git would refuse, and takes those that it takes', () => {
    const read = (ref: string) => readManual({ id: '1', time: received, source: '/projects/a', ref });
    for (const name of [
      'a b',
      'a..b',
      'a~1',
      'a^',
      'a:b',
      'a?',
      'a*',
      'a[',
      'a\\b',
      'a.lock',
      '.a',
      'a/',
      'a//b',
      'a@{0}',
      'a.',
      'a\n',
      '',
    ]) {
      expect(read(`refs/heads/${name}`)).toHaveProperty('problem');
    }
    for (const name of ['-x', '$(id)', '`id`', ';id', "'", '"', '特性/一', 'a@b', '--upload-pack=id', '@']) {
      expect(read(`refs/heads/${name}`)).toMatchObject({ event: { data: { branch: name } } });
    }
    expect(read('main')).toEqual({
      problem: {
        message: '`ref` must be a full ref such as `refs/heads/main`, got "main".',
        hint: 'Write the ref with `refs/heads/` or `refs/tags/` before the name.',
      },
    });
  });

  it('never throws for anything at all', () => {
    const headers = fc.dictionary(
      fc.constantFrom('x-github-event', 'X-GitHub-Delivery', 'idempotency-key', 'other'),
      fc.oneof(fc.constantFrom('push', 'pull_request'), fc.string(), fc.array(fc.string())),
    );
    fc.assert(
      fc.property(headers, fc.anything(), (given, payload) => {
        assertSound(readGithub(given, payload, received));
        assertSound(readGitlab(given, payload, received));
        readEvent(payload);
      }),
      { numRuns: 500 },
    );
  });

  it('does not read what an object inherits', () => {
    const payload: unknown = Object.create(JSON.parse(texts[0] ?? ''));
    expect(readGitlab({}, payload, received)).toHaveProperty('problem');
  });

  it('refuses times that are none', () => {
    const request = { source: '/p', cron: '0 3 * * *', zone: 'UTC', tick: 'soon' };
    expect(readSchedule(request)).toEqual({
      problem: {
        message: '`tick` must be a time of RFC 3339, got "soon".',
        hint: 'Write for instance `2026-01-31T12:00:00Z`.',
      },
    });
    expect(readManual({ id: '1', source: '/p', time: '2026-02-30' })).toHaveProperty('problem');
  });
});
