import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type GeneratedFile, generatedFolder } from './generated.ts';

/** The files that are missing or differ from what they should be. */
export function changedFiles(root: string, files: readonly GeneratedFile[]): GeneratedFile[] {
  return files.filter(({ path, text }) => {
    const full = join(root, path);
    return !existsSync(full) || readFileSync(full, 'utf8') !== text;
  });
}

/** Paths of the files in the generated folder that nothing declared any more. */
export function leftOver(root: string, files: readonly GeneratedFile[]): string[] {
  const folder = join(root, generatedFolder);
  if (!existsSync(folder)) return [];
  const wanted = new Set(files.map(({ path }) => path));
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !wanted.has(path));
}

export function write(root: string, files: readonly GeneratedFile[]): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

export function remove(root: string, paths: readonly string[]): void {
  for (const path of paths) rmSync(join(root, path));
}
