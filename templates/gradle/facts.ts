import { readFile } from 'node:fs/promises';

export interface ProjectFacts {
  readonly group?: string;
  readonly name?: string;
  readonly version?: string;
}

/** What the root project called itself in this build; nothing where the build did not come so far. */
export async function readFacts(file: string): Promise<ProjectFacts> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const { group, name, version }: Record<string, unknown> = JSON.parse(text);
  return {
    ...(isSaid(group) && { group }),
    ...(isSaid(name) && { name }),
    ...(isSaid(version) && version !== 'unspecified' && { version }),
  };
}

function isSaid(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
