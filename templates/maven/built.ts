import { relative } from 'node:path';
import type { Step } from '@stepyard/runtime';
import { glob } from 'tinyglobby';

/** The archives that the modules made, below the workspace; sources, documentation and left-overs do not count. */
export async function builtFiles(step: Step<unknown>, directory: string): Promise<string[]> {
  const found = await glob('**/target/*.{jar,war,ear}', {
    cwd: directory,
    absolute: true,
    followSymbolicLinks: false,
    ignore: [
      '**/node_modules/**',
      '**/target/original-*',
      '**/target/*-{sources,javadoc,tests,test-sources}.jar',
    ],
  });
  return found.map((file) => relative(step.workspace, file)).sort();
}
