import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '@stepyard/runtime/kubernetes';

/** An application as somebody could have written it. */
export function fixture(file: string): Source {
  return { file, text: readFileSync(join(import.meta.dirname, '../fixtures', file), 'utf8') };
}
