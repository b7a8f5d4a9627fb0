import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/source-files.ts';

/** A clause of docs/contract.md. */
export interface Clause {
  readonly id: string;
  /** Whom it binds, where that cannot be seen on an image. */
  readonly mark: 'platform' | 'own tests' | undefined;
}

export function clauses(): readonly Clause[] {
  const text = readFileSync(join(root, 'docs/contract.md'), 'utf8');
  return [...text.matchAll(/^- \*\*([A-Z]\d+)\*\* (?:\*\((platform|own tests)\)\* )?/gm)].map(
    ([, id = '', mark]) => ({
      id,
      mark: mark === 'platform' || mark === 'own tests' ? mark : undefined,
    }),
  );
}

/** The clauses that an image of its own breaks: the names in `contract-step/broken.mjs`, and that of the label. */
export function brokenClauses(): readonly string[] {
  const text = readFileSync(join(root, 'test/conformance/contract-step/broken.mjs'), 'utf8');
  return ['N2', ...[...text.matchAll(/^ {2}([A-Z]\d+): \{/gm)].map(([, id = '']) => id)];
}
