import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

// In a bundle this stands for the folder of the sources, beside that of the bundle.
const here = import.meta.dirname;

/** Where the templates lie that come with the command: beside it when it is published, else in the checkout. */
export const templatesFolder =
  [resolve(here, '..', 'templates')].find((path) => existsSync(path)) ??
  resolve(here, '..', '..', 'templates');

/** Where the manifests lie that are made of a checkout's declarations. */
export const generatedFolder = resolve(here, '..', '..', 'catalog', 'generated');

/** What templates in other languages are begun with. */
export const startersFolder = resolve(here, '..', 'starters');

/** The version of this command, and of the packages that belong to it. */
export function packageVersion(): string {
  const text = readFileSync(resolve(here, '..', 'package.json'), 'utf8');
  const { version }: { version?: string } = JSON.parse(text);
  return version ?? 'unknown';
}
