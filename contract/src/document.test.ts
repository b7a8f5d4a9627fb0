import { readdirSync, readFileSync } from 'node:fs';
import { eventFields } from '@stepyard/events';
import { describe, expect, it } from 'vitest';
import type { ArtifactEntry } from './artifacts/entry.ts';
import type { S3Options } from './artifacts/open-store.ts';
import type { ClaimEntry } from './claim.ts';
import { exitStatus } from './exit-status.ts';
import { type Failure, failures } from './failure.ts';
import { inputFileVariable, inputVariable, outFiles, variables } from './names.ts';
import type { Annotation } from './out/reports.ts';
import type { Result, ResultWait } from './result.ts';
import type { TaskFacts } from './task-facts.ts';

const text = readFileSync(new URL('../../docs/contract.md', import.meta.url), 'utf8');

/** The rows of the table under a heading whose first column has this title, cell by cell. */
function table(first: string): readonly (readonly string[])[] {
  const lines = text.split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${first} |`));
  expect(head, first).not.toBe(-1);
  const rows = lines.slice(head + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** The names in backticks in the first column. */
function names(first: string): readonly string[] {
  return table(first).flatMap(([cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
}

/** The sentence of a clause. */
function clause(id: string): string {
  return new RegExp(`^- \\*\\*${id}\\*\\* (.*)$`, 'm').exec(text)?.[1] ?? '';
}

describe('contract/document', () => {
  it('lists the same failures as the code, both ways and in the same order', () => {
    const written = table('code').map(([code, exit, kind, retried]) => [code, exit, kind, retried]);
    const coded = Object.entries(failures).map(([code, kind]) => [
      code,
      'exit' in kind ? String(kind.exit) : '–',
      kind.class,
      kind.retried,
    ]);
    expect(written).toEqual(coded);
  });

  it('lists the same exit statuses', () => {
    const written = table('exit status').map(([status, name]) => [name, Number(status)]);
    expect(Object.fromEntries(written)).toEqual(exitStatus);
  });

  it('lists the same variables', () => {
    const caches = ['STEPYARD_CACHE_<NAME>', 'STEPYARD_CACHE_<NAME>_BASE'];
    expect(names('name of the variable')).toEqual([...Object.values(variables), ...caches]);
  });

  it('names inputs as the code does', () => {
    const cells = table('given as').slice(2);
    const paths = [['depth'], ['proxy', 'host'], ['auth'], ['auth', 'token']];
    expect(cells[0]?.slice(1)).toEqual(paths.map((path) => `\`${inputVariable(path)}\``));
    expect(cells[1]?.slice(1)).toEqual(
      paths.map((path) => (path.join() === 'auth' ? '–' : `\`${inputFileVariable(path)}\``)),
    );
  });

  it('lists the same report files', () => {
    const written = names('file').map((name) => name.replace(/\/$/, ''));
    expect(written).toEqual(Object.values(outFiles));
  });

  it('lists the same fields of results, waits, failures, facts, claims, annotations and artifacts', () => {
    const result = {
      contract: 1,
      template: 1,
      status: 1,
      outputs: 1,
      failure: 1,
      wait: 1,
      startedAt: 1,
      finishedAt: 1,
      timings: 1,
    } satisfies Record<keyof Result, 1>;
    const facts = {
      contract: 1,
      project: 1,
      pipeline: 1,
      run: 1,
      stage: 1,
      task: 1,
      attempt: 1,
      start: 1,
      name: 1,
      deadline: 1,
      suspendable: 1,
      cancelled: 1,
      graceMs: 1,
      env: 1,
      secretEnv: 1,
      untrusted: 1,
      secrets: 1,
      links: 1,
      artifacts: 1,
    } satisfies Record<keyof TaskFacts, 1>;
    expect(names('field of `result.json`')).toEqual(Object.keys(result));
    expect(names('task fact')).toEqual(Object.keys(facts));
    const wait = { until: 1, reason: 1, callback: 1, undo: 1 } satisfies Record<keyof ResultWait, 1>;
    const failure = { class: 1, code: 1, message: 1, hint: 1 } satisfies Record<keyof Failure, 1>;
    const claim = { attempt: 1, start: 1, key: 1, state: 1, result: 1 } satisfies Record<keyof ClaimEntry, 1>;
    const annotation = { level: 1, message: 1, title: 1, file: 1, line: 1, column: 1 } satisfies Record<
      keyof Annotation,
      1
    >;
    expect(text).toContain(shape(wait, ['callback', 'undo']));
    expect(text).toContain(shape(failure, []));
    expect(clause('C2')).toContain(shape(claim, ['result']));
    expect(text).toContain(shape(annotation, ['title', 'file', 'line', 'column']));
    const artifact = {
      name: 1,
      offset: 1,
      size: 1,
      sha256: 1,
      updatedAt: 1,
      mode: 1,
      type: 1,
      pack: 1,
    } satisfies Record<keyof ArtifactEntry, 1>;
    for (const name of Object.keys(artifact)) expect(clause('A4')).toContain(`\`${name}\``);
    const s3 = {
      endpoint: 1,
      region: 1,
      accessKeyId: 1,
      secretAccessKey: 1,
      sessionToken: 1,
      pathStyle: 1,
    } satisfies Record<keyof S3Options, 1>;
    for (const name of Object.keys(s3)) expect(clause('A6')).toContain(`\`${name}\``);
  });

  it('lists the same fields of events', () => {
    const written = table('field of `data`').map((cells) => cells.join(' | '));
    const coded = eventFields.map(({ path, type, choices, untrusted }) => {
      const kind = choices === undefined ? type : `${type}: ${choices.join(', ')}`;
      return `\`${path}\` | ${kind} | ${untrusted ? 'yes' : ''}`;
    });
    expect(written).toEqual(coded);
  });

  it('numbers its clauses without gaps, and refers to none that is not there', () => {
    const ids = [...text.matchAll(/^- \*\*([A-Z])(\d+)\*\* /gm)].map(([, letter = '', number]) => [
      letter,
      Number(number),
    ]);
    const counted = new Map<string, number>();
    for (const [letter, number] of ids) {
      const next = (counted.get(String(letter)) ?? 0) + 1;
      expect(`${letter}${number}`).toBe(`${letter}${next}`);
      counted.set(String(letter), next);
    }
    const known = new Set(ids.map(([letter, number]) => `${letter}${number}`));
    const referred = [...text.matchAll(/\b([NIVDEORFXALTWC]\d{1,2})\b/g)].map(([, id = '']) => id);
    expect(referred.filter((id) => !known.has(id))).toEqual([]);
    expect(known.size).toBeGreaterThan(70);
  });

  it('has the clauses that comments of the code refer to', () => {
    const directory = new URL('.', import.meta.url);
    const sources = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(?<!\.test)\.ts$/.test(name),
    );
    const referred = sources.flatMap((name) =>
      [...readFileSync(new URL(name, directory), 'utf8').matchAll(/clauses? ([A-Z]\d*)\b/g)].map(
        ([, id]) => id,
      ),
    );
    expect(referred.length).toBeGreaterThan(5);
    for (const id of referred) expect(text).toMatch(new RegExp(`^- \\*\\*${id}\\d*\\*\\* `, 'm'));
  });
});

/** Fields as the document writes an object: `{ "text", "time"? }`. */
function shape(fields: object, optional: readonly string[]): string {
  const written = Object.keys(fields).map((name) => `"${name}"${optional.includes(name) ? '?' : ''}`);
  return `{ ${written.join(', ')} }`;
}
