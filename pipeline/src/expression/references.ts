import type { Ast } from './ast.ts';
import { walk } from './ast.ts';

/** What an expression names: a task is given these and nothing else. */
export interface References {
  readonly secrets: ReadonlySet<string>;
  /** `GROUP.KEY`. */
  readonly config: ReadonlySet<string>;
  /** Stored files. */
  readonly files: ReadonlySet<string>;
  readonly tasks: ReadonlySet<string>;
  readonly env: ReadonlySet<string>;
  /** Dotted paths below `event`. */
  readonly event: ReadonlySet<string>;
  /** Where a root is reached by an index that only a run knows, or as a whole: not allowed for these. */
  readonly open: readonly OpenReference[];
}

export interface OpenReference {
  readonly root: 'secrets' | 'config' | 'files' | 'tasks' | 'env';
  readonly offset: number;
}

/** Finds what expressions name. */
export function references(...asts: readonly Ast[]): References {
  const found = {
    secrets: new Set<string>(),
    config: new Set<string>(),
    files: new Set<string>(),
    tasks: new Set<string>(),
    env: new Set<string>(),
    event: new Set<string>(),
    open: Array.of<OpenReference>(),
  };
  for (const ast of asts) collect(ast, found);
  return found;
}

type Found = {
  readonly [K in 'secrets' | 'config' | 'files' | 'tasks' | 'env' | 'event']: Set<string>;
} & { readonly open: OpenReference[] };

function collect(ast: Ast, found: Found): void {
  const inner = new Set<Ast>();
  walk(ast, (part) => {
    if (inner.has(part)) return;
    const chain = chainOf(part, inner);
    if (chain !== undefined) note(chain, part.start, found);
  });
}

function note([root, ...path]: readonly string[], offset: number, found: Found): void {
  const [first, second] = path;
  switch (root) {
    case 'secrets':
    case 'files':
    case 'tasks':
    case 'env':
      if (first === undefined) found.open.push({ root, offset });
      else found[root].add(first);
      break;
    case 'config':
      if (first === undefined || second === undefined) found.open.push({ root, offset });
      else found.config.add(`${first}.${second}`);
      break;
    case 'event':
      found.event.add(path.join('.'));
      break;
    default:
      break;
  }
}

/** The names of `a.b['c']` as far as they are literal; parts within are marked as seen. */
function chainOf(ast: Ast, inner: Set<Ast>): readonly string[] | undefined {
  const names: string[] = [];
  for (let part = ast; ; ) {
    if (part !== ast) inner.add(part);
    if (part.kind === 'name') return [part.name, ...names];
    if (part.kind === 'field') names.unshift(part.name);
    else if (part.kind !== 'index') return undefined;
    else if (part.index.kind === 'literal') names.unshift(String(part.index.value));
    else names.length = 0;
    part = part.of;
  }
}
