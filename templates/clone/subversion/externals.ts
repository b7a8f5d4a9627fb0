import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { StepError } from '@stepyard/contract';
import { readXml } from '@stepyard/runtime/xml';
import type { CloneStep } from '../access.ts';
import { quoteUrl } from '../url.ts';
import { type External, readDefinitions } from './definitions.ts';
import type { Svn } from './svn.ts';
import { readSvnUrl, type SvnUrl } from './svn-url.ts';

export interface WorkingCopy {
  readonly svn: Svn;
  readonly url: SvnUrl;
  readonly workTree: string;
}

/** Externals may have externals; more than this is a circle. */
const deepest = 10;
const mostExternals = 500;

/**
 * Checks out what `svn:externals` names, each by itself, so that none is fetched that was not looked at: from the
 * same host and by the same scheme only, to paths below the working copy only.
 */
export async function bringInExternals(step: CloneStep, copy: WorkingCopy): Promise<void> {
  let count = 0;
  async function bring(workTree: string, depth: number): Promise<void> {
    for (const external of await externalsOf(step, copy, workTree)) {
      count += 1;
      if (depth > deepest || count > mostExternals) throw refused(external.path, 'is one of too many');
      const url = addressOf(copy.url, external);
      const place = await step.path(
        `svn:externals ${external.path}`,
        `/app/${relative(step.workspace, join(external.directory, external.path))}`,
      );
      step.log.info(`Checks out ${quoteUrl(url.href)} as ${relative(step.workspace, place)}`);
      const how = ['--ignore-externals', '--force', '--quiet', `--revision=${external.revision}`];
      await copy.svn('checkout', [...how, '--', `${url.href}@${external.peg}`, place]);
      await bring(place, depth + 1);
    }
  }
  await bring(copy.workTree, 1);
}

type Found = External & { readonly directory: string; readonly holder: string };

async function externalsOf(step: CloneStep, { svn }: WorkingCopy, workTree: string): Promise<Found[]> {
  const { stdout } = await svn('propget', ['--xml', '--recursive', 'svn:externals', '--', `${workTree}@`]);
  const file = join(await step.temporary(), 'externals.xml');
  await writeFile(file, stdout);
  const found: { directory: string; text: string }[] = [];
  await readXml(file, {
    open(name, { path = '' }) {
      if (name === 'target') found.push({ directory: path, text: '' });
    },
    text(text) {
      const last = found.at(-1);
      if (last !== undefined) last.text += text;
    },
  });
  const all: Found[] = [];
  for (const { directory, text } of found) {
    const info = await svn('info', ['--show-item=url', '--no-newline', '--', `${directory}@`]);
    const root = await svn('info', ['--show-item=repos-root-url', '--no-newline', '--', `${directory}@`]);
    for (const one of readDefinitions(text, { url: info.stdout, root: root.stdout })) {
      all.push({ ...one, directory, holder: info.stdout });
    }
  }
  return all;
}

/** @throws StepError POLICY_REFUSED for an address that is not of the same server. */
function addressOf(main: SvnUrl, { url, path }: External): SvnUrl {
  const read = readAddress(url, path);
  if (read.scheme !== main.scheme || read.host !== main.host) {
    throw refused(path, `names ${quoteUrl(read.href)}, which is not of the same server`);
  }
  return read;
}

function readAddress(url: string, path: string): SvnUrl {
  try {
    return readSvnUrl('svn:externals', url);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    throw refused(path, `cannot be fetched: ${error.message.replace(/\.$/, '')}`);
  }
}

function refused(path: string, why: string): StepError {
  return new StepError('POLICY_REFUSED', `the external ${JSON.stringify(path)} ${why}.`, {
    hint: 'Take it out of svn:externals, or switch `vcs.externals` off and check it out by a task of its own.',
  });
}
