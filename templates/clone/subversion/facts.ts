import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Commit } from '@stepyard/events';
import type { Step } from '@stepyard/runtime';
import { readXml } from '@stepyard/runtime/xml';

export interface SvnInfo {
  readonly revision: string;
  /** Below the root of the repository, decoded: `/branches/next`. */
  readonly path: string;
}

/** Reads what `svn info --xml` says of one address. */
export async function readInfo(step: Step<unknown>, xml: string): Promise<SvnInfo> {
  const texts = new Map<string, string>();
  let revision = '';
  await readText(step, xml, {
    open: (name, attributes) => {
      if (name === 'entry') revision = attributes.revision ?? '';
    },
    text: (name, text) => texts.set(name, (texts.get(name) ?? '') + text),
  });
  return { revision, path: decoded((texts.get('relative-url') ?? '').replace(/^\^/, '')) };
}

/** Reads what `svn log --xml` lists, in its order. */
export async function readLog(step: Step<unknown>, xml: string): Promise<Commit[]> {
  const commits: Commit[] = [];
  let id = '';
  const texts = new Map<string, string>();
  await readText(step, xml, {
    open: (name, attributes) => {
      if (name !== 'logentry') return;
      id = attributes.revision ?? '';
      texts.clear();
    },
    text: (name, text) => texts.set(name, (texts.get(name) ?? '') + text),
    close: (name) => {
      if (name !== 'logentry') return;
      const time = (texts.get('date') ?? '').replace(/\.\d+Z$/, 'Z');
      const author = { name: texts.get('author') ?? '', email: '' };
      commits.push({ id, message: (texts.get('msg') ?? '').replace(/\n+$/, ''), author, time });
    },
  });
  return commits;
}

interface Handlers {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(name: string, text: string): void;
  close?(name: string): void;
}

async function readText(step: Step<unknown>, xml: string, handlers: Handlers): Promise<void> {
  const file = join(await step.temporary(), 'svn.xml');
  await writeFile(file, xml);
  let at = '';
  await readXml(file, {
    open(name, attributes) {
      at = name;
      handlers.open(name, attributes);
    },
    text: (text) => handlers.text(at, text),
    close(name) {
      at = '';
      handlers.close?.(name);
    },
  });
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** What people call a path by the usual layout. */
export function namesOf(path: string): { readonly branch?: string; readonly tag?: string } {
  const [, kind, name] = /\/(branches|tags)\/([^/]+)/.exec(path) ?? [];
  if (name !== undefined) return kind === 'tags' ? { tag: name } : { branch: name };
  return /(?:^|\/)trunk(?:\/|$)/.test(path) ? { branch: 'trunk' } : {};
}
