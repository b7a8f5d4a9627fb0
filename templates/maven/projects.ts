import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Inputs } from './arguments.ts';
import { type Coordinates, readPom } from './pom.ts';

export type Project = Coordinates;

export interface DeploymentTarget {
  readonly id: string;
  readonly url: string;
}

/** A build has no more modules than this; a cycle of them ends here. */
const mostProjects = 1_000;

/** What a build would deploy, the root first, and where to. */
export async function readProjects(
  inputs: Inputs,
  pom: string,
): Promise<{ target: DeploymentTarget | undefined; projects: readonly Project[] }> {
  const projects: Project[] = [];
  const waiting = [pom];
  let target = alternative(inputs.properties);
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    if (projects.length >= mostProjects) break;
    const read = await readPom(file, file, inputs.properties);
    const url = read.value('distributionManagement/repository/url');
    const id = read.value('distributionManagement/repository/id') ?? '';
    if (projects.length === 0 && url !== undefined) target ??= { id, url };
    projects.push(read.coordinates);
    for (const module of read.modules) waiting.push(await moduleFile(dirname(file), module));
  }
  return { target: target && isAddress(target.url) ? target : undefined, projects };
}

/** `id::url`, or with a layout between the two. */
function alternative(properties: Inputs['properties']): DeploymentTarget | undefined {
  const given = properties.altReleaseDeploymentRepository ?? properties.altDeploymentRepository;
  const parts = given?.split('::') ?? [];
  const [id = ''] = parts;
  const url = parts.at(-1);
  return url === undefined || parts.length < 2 ? undefined : { id, url };
}

/** A module is named by its directory or by its POM. */
async function moduleFile(directory: string, module: string): Promise<string> {
  const path = join(directory, module);
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true ? join(path, 'pom.xml') : path;
}

function isAddress(url: string): boolean {
  return /^(?:https?|file):\/\//.test(url) && URL.canParse(url);
}
