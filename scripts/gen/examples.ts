import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GeneratedFile } from './generated.ts';

/** Files of the examples, which are complete as they stand, and the starters of `template new` that they are taken of. */
const taken: Readonly<Record<string, string>> = {
  'count-words/Dockerfile': 'python/Dockerfile',
  'count-words/step.py': 'python/step.py',
  'greet/Dockerfile': 'shell/Dockerfile',
  'greet/main.sh': 'shell/main.sh',
  'greet/test.sh': 'shell/test.sh',
};

/** Begun by a starter, a test fails until it says what the step gives. */
const unsaid = 'say here what it gives';

/** What the examples of custom templates have of the starters. */
export function exampleFiles(root: string): GeneratedFile[] {
  return Object.entries(taken).flatMap(([path, starter]) => {
    const source = join(root, 'cli/starters', starter);
    if (!existsSync(source)) return [];
    const text = readFileSync(source, 'utf8').replace(unsaid, 'Hello, Ann!');
    return [{ path: `examples/custom-templates/${path}`, text }];
  });
}
