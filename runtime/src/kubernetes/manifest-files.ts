import { readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { Step } from '../step.ts';
import type { Source } from './manifests.ts';

type Place = Pick<Step<unknown>, 'directory' | 'path' | 'workspace'>;

const endings = '{yaml,yml,json}';

/**
 * Reads the files of the workspace that an input names: files, patterns or directories, each file once.
 * @throws StepError NOT_FOUND where one of them names nothing
 */
export async function readManifestFiles(
  step: Place,
  input: string,
  patterns: readonly string[],
): Promise<Source[]> {
  const files = new Set<string>();
  for (const pattern of patterns) {
    const found = await filesOf(step, input, pattern);
    if (found.length === 0) {
      throw new StepError(
        'NOT_FOUND',
        `\`${input}\` must name files, and nothing matches ${JSON.stringify(pattern)}.`,
        {
          hint: 'Check the path: it starts in the directory of the task. Of a directory, files with the endings .yaml, .yml and .json are taken.',
        },
      );
    }
    for (const file of found) files.add(file);
  }
  const sources: Source[] = [];
  for (const file of files) {
    // What a link leads to must be in the workspace, too.
    const path = await step.path(input, relative(step.directory, file));
    sources.push({ file: relative(step.workspace, file), text: readFileSync(path, 'utf8') });
  }
  return sources;
}

async function filesOf(step: Place, input: string, pattern: string): Promise<string[]> {
  const local = pattern.replace(/^\/app\//, `${step.workspace}/`);
  const plain = !/[*?[\]{}!()]/.test(pattern);
  const path = plain ? await step.path(input, pattern) : undefined;
  const kind = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  if (path !== undefined && kind?.isFile()) return [path];
  const wanted = path === undefined ? local : `${path}/**/*.${endings}`;
  if (path !== undefined && !kind?.isDirectory()) return [];
  const { glob } = await import('tinyglobby');
  const found = await glob([wanted], { cwd: step.directory, absolute: true, followSymbolicLinks: false });
  return found.sort();
}
