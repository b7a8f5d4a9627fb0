import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuthorFolder } from './author-folder.ts';

/** What differs between the languages that a template is begun in. */
export interface AuthorLanguage {
  readonly language: string;
  /** Built before, since nothing can be pulled in every place where this runs; absent: that of the Dockerfile. */
  readonly base?: string;
  readonly test: (name: string) => string;
  /** The words to be replaced, and what its author puts there. */
  readonly edit: readonly [from: string, to: string];
  readonly inputs: string;
  /** What it prints in a pipeline. */
  readonly prints: string;
}

const greeting = {
  edit: ['say here what it gives', 'Hello, Ann!'],
  inputs: '{ name: Lin }',
  prints: 'Hello, Lin!',
} as const;

export const authorLanguages: readonly AuthorLanguage[] = [
  {
    language: 'node',
    base: 'stepyard/base:node24',
    test: (name) => `${name}/${name}.test.ts`,
    edit: ['say here what it prints', String.raw`.\n`],
    inputs: '{}',
    prints: 'one │ .',
  },
  { language: 'python', base: 'stepyard/script:1.0.0', test: (name) => `${name}/test_main.py`, ...greeting },
  { language: 'shell', base: 'debian:bookworm-slim', test: (name) => `${name}/test.sh`, ...greeting },
  { language: 'go', test: (name) => `${name}/main_test.go`, ...greeting },
];

/** The steps of a new team, in their order; each gives its time in milliseconds. */
export const authorSteps = [
  'template new',
  'template test, which fails',
  'template test, green after the first edit',
  'template build',
  'catalog add',
  'a pipeline with it by name, on docker',
] as const;

type AuthorStep = (typeof authorSteps)[number];

/** Goes the whole way from nothing to a template that a pipeline uses by its name, and puts everything away again. */
export function walkAuthorPath(
  author: AuthorFolder,
  of: AuthorLanguage,
): Readonly<Record<AuthorStep, number>> {
  const name = `try-${of.language}-${randomBytes(4).toString('hex')}`;
  const image = `${name}:0.1.0`;
  const timed = (work: () => void) => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  };
  const expect = (status: number, says: string, ...args: readonly string[]) => {
    const end = author.ask(...args);
    if (end.status === status && end.said.includes(says)) return;
    throw new Error(
      `\`stepyard ${args.join(' ')}\` must end with ${status} and say ${says}, got ${end.status}: ${end.said}`,
    );
  };
  const pipeline = `${name}.yaml`;
  try {
    const begin = timed(() => expect(0, 'Next:', 'template', 'new', name, '--language', of.language));
    const red = timed(() => expect(1, '', 'template', 'test', name));
    author.edit(of.test(name), ...of.edit);
    const green = timed(() => expect(0, '', 'template', 'test', name));
    const base = of.base === undefined ? [] : ['--base', of.base];
    const build = timed(() => expect(0, `Built ${image}`, 'template', 'build', name, ...base));
    const add = timed(() => expect(0, `Added ${name} 0.1.0`, 'catalog', 'add', image));
    expect(0, 'Inputs', 'catalog', 'show', name);
    const task = `{ id: one, template: ${name}, with: ${of.inputs} }`;
    const text = `stepyard: 1\nname: ${name}\nstages:\n  - { name: main, tasks: [${task}] }\n`;
    writeFileSync(join(author.folder, pipeline), text);
    const used = timed(() => expect(0, of.prints, 'run', pipeline, '--executor', 'docker'));
    const [new_, first, second, built, added, last] = authorSteps;
    return { [new_]: begin, [first]: red, [second]: green, [built]: build, [added]: add, [last]: used };
  } finally {
    author.ask('catalog', 'remove', name);
    author.ask('runs', 'delete', `${name}-1`);
    execFileSync('docker', ['image', 'rm', '--force', image], { stdio: 'pipe' });
  }
}
