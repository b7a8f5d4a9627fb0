import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/source-files.ts';

/** A page of the documentation, by its path in the repository. */
export function page(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The blocks of code of a page in a language. */
export function blocksOf(path: string, language: string): string[] {
  const blocks = page(path).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm);
  return [...blocks].flatMap(([, named, text = '']) => (named === language ? [text] : []));
}

/** The commands of a page, continued lines joined; scripts that begin with `#!` are none. */
export function commandsOf(path: string): string[] {
  return blocksOf(path, 'sh')
    .filter((block) => !block.startsWith('#!'))
    .flatMap((block) =>
      block
        .replaceAll(/ *\\\n */g, ' ')
        .trim()
        .split('\n'),
    )
    .map((line) => line.replace(/ +# .*$/, ''));
}
