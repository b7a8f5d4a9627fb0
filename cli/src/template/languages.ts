import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commandError } from '../failure.ts';

/** A language that templates are begun in, and how its own tools are called. */
export interface Language {
  readonly name: string;
  /** Files that tell it, all of them in the template's folder. */
  readonly markers: readonly string[];
  readonly test: readonly string[];
  /** Before an image is built; absent: nothing. */
  readonly prepare?: readonly string[];
  /** Variables for that. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The languages that `template new` knows; a template in another one needs only files and an image. */
export const languages: readonly Language[] = [
  {
    name: 'node',
    markers: ['package.json', 'main.ts'],
    test: ['npm', 'test'],
    prepare: ['npm', 'run', 'build'],
  },
  { name: 'python', markers: ['main.py'], test: ['python3', '-m', 'unittest', '-v'] },
  { name: 'shell', markers: ['main.sh', 'test.sh'], test: ['sh', 'test.sh'] },
  {
    name: 'go',
    markers: ['go.mod'],
    test: ['go', 'test', './...'],
    prepare: ['go', 'build', '-trimpath', '-ldflags=-s -w', '-o', 'main', '.'],
    env: { CGO_ENABLED: '0' },
  },
];

/** The language of a template's folder. */
export function languageOf(folder: string): Language {
  const found = languages.find(({ markers }) => markers.every((file) => existsSync(join(folder, file))));
  if (found !== undefined) return found;
  throw commandError(
    `${folder} must be a template in ${languages.map(({ name }) => name).join(', ')}.`,
    'Call the tools of its language yourself.',
  );
}
