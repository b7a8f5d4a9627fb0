import { type Dirent, readdirSync, realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { ChartFile } from './chart-file.ts';

/**
 * Helm follows links when it packs, so that a link in a chart would publish a file of the machine.
 * @throws StepError POLICY_REFUSED where a link or a dependency leads out of the workspace
 */
export function assertContained(
  workspace: string,
  directory: string,
  { localDependencies }: ChartFile,
): void {
  for (const entry of linksIn(directory)) {
    const path = join(entry.parentPath, entry.name);
    if (isWithin(workspace, realOf(path))) continue;
    throw refusal(`the link ${relative(directory, path)}`);
  }
  for (const path of localDependencies) {
    if (isWithin(workspace, realOf(resolve(directory, path)))) continue;
    throw refusal(`the dependency file://${path}`);
  }
}

function linksIn(directory: string): Dirent[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isSymbolicLink(),
  );
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return '';
  }
}

function isWithin(workspace: string, path: string): boolean {
  return path === workspace || path.startsWith(`${workspace}${sep}`);
}

function refusal(what: string): StepError {
  return new StepError(
    'POLICY_REFUSED',
    `The chart must stay in the workspace; ${what} leads out of it, or nowhere.`,
    {
      hint: 'Put a copy of the file into the chart.',
    },
  );
}
