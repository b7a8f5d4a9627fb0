import { readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { StepError } from '@stepyard/contract';
import { createHttp } from '@stepyard/contract/http';
import type { Source } from '@stepyard/runtime/kubernetes';
import { glob } from 'tinyglobby';
import type { ApplyStep } from './apply-step.ts';
import { build } from './kustomize.ts';

/** The texts that the manifests are read from. */
export async function sourcesOf(step: ApplyStep): Promise<Source[]> {
  const { source } = step.inputs;
  switch (source.case) {
    case 'files':
      return await readFiles(step, source.manifests);
    case 'kustomize':
      return [{ file: `kustomize ${source.path}`, text: await build(step, source.path) }];
    case 'urls':
      return await download(step, source.urls);
    case 'text':
      return [{ file: 'source.text', text: source.text }];
  }
}

const input = 'source.manifests';
const endings = '{yaml,yml,json}';

async function readFiles(step: ApplyStep, patterns: readonly string[]): Promise<Source[]> {
  const files = new Set<string>();
  for (const pattern of patterns) {
    const found = await filesOf(step, pattern);
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

async function filesOf(step: ApplyStep, pattern: string): Promise<string[]> {
  const local = pattern.replace(/^\/app\//, `${step.workspace}/`);
  const plain = !/[*?[\]{}!()]/.test(pattern);
  const path = plain ? await step.path(input, pattern) : undefined;
  const kind = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  if (path !== undefined && kind?.isFile()) return [path];
  const wanted = path === undefined ? local : `${path}/**/*.${endings}`;
  if (path !== undefined && !kind?.isDirectory()) return [];
  const found = await glob([wanted], { cwd: step.directory, absolute: true, followSymbolicLinks: false });
  return found.sort();
}

const largest = 16 << 20;

async function download(step: ApplyStep, urls: readonly string[]): Promise<Source[]> {
  const http = createHttp({ mask: step.masked, maxBytes: largest });
  step.onEnd(() => http.close());
  const sources: Source[] = [];
  for (const url of urls) {
    const answer = await http.request(url, { signal: step.signal });
    sources.push({ file: new URL(url).pathname.split('/').at(-1) || url, text: answer.text() });
  }
  return sources;
}
