import { isRecord, numberIn, textIn } from '@stepyard/contract/json';
import { byName, type Harbor, projectPath } from '@stepyard/runtime/harbor';

export interface Project {
  readonly name: string;
  readonly id: number | undefined;
  /** Of its retention policy, where it has one. */
  readonly retention: string | undefined;
}

export async function readProject(harbor: Harbor, name: string): Promise<Project> {
  const answer = await harbor.call(projectPath(name), 'read the project', { headers: byName });
  const value = answer.json();
  const metadata = isRecord(value) ? value.metadata : undefined;
  return { name, id: numberIn(value, 'project_id'), retention: textIn(metadata, 'retention_id') };
}
