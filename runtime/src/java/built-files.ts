import { relative } from 'node:path';
import { glob } from 'tinyglobby';
import type { ReportsOf } from '../junit/test-reports.ts';
import type { Step } from '../step.ts';

/** The archives that a build made, below the workspace; sources, documentation and left-overs do not count. */
export async function builtFiles(
  { workspace }: Pick<Step<unknown>, 'workspace'>,
  { directory, patterns }: ReportsOf,
): Promise<string[]> {
  const found = await glob([...patterns], {
    cwd: directory,
    absolute: true,
    followSymbolicLinks: false,
    ignore: [
      '**/node_modules/**',
      '**/target/original-*',
      '**/*-{sources,javadoc,tests,test-sources,plain}.jar',
    ],
  });
  return found.map((file) => relative(workspace, file)).sort();
}
