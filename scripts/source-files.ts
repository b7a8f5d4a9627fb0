import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The TypeScript files of the repository as git knows them, without generated ones and fixtures. */
export function sourceFiles(): SourceFile[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  const paths = listed
    .split('\0')
    .filter((path) => path !== '' && !/(^|\/)(generated|fixtures)\//.test(path));
  return paths.flatMap((path) => {
    try {
      return [{ path, text: readFileSync(join(root, path), 'utf8') }];
    } catch {
      return []; // deleted in the work tree, not yet in the index
    }
  });
}

export function isTest(path: string): boolean {
  return /\.test(-d)?\.tsx?$/.test(path) || path.startsWith('test/');
}
