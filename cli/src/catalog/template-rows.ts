import type { Manifest } from '@stepyard/catalog';
import { paint } from '../show/style.ts';
import { table } from '../show/table.ts';

export interface InLanguage {
  readonly lang: 'en' | 'zh';
}

/** Templates as a table. */
export function templateTable(found: readonly Manifest[], language: 'en' | 'zh'): string {
  const rows = found.map(({ name, version, title, help }) => [
    name,
    version,
    title[language],
    paint('dim', help[language]),
  ]);
  return table(['NAME', 'VERSION', 'TITLE', ''], rows);
}
