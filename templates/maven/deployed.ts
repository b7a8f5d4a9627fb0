import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { StepError } from '@stepyard/contract';
import { createHttp } from '@stepyard/contract/http';
import type { Step } from '@stepyard/runtime';
import type { Inputs } from './arguments.ts';
import { type DeploymentTarget, type Project, readProjects } from './projects.ts';

/** Whether Maven puts something where others take it from. */
export function deploys({ goals }: Inputs): boolean {
  return goals.some((goal) => /(?:^|:)(?:site-)?deploy(?:-file)?(?:@[\w-]+)?$|:perform$/.test(goal));
}

/**
 * Whether an earlier attempt deployed the project, by what the repository has of it. A snapshot may be deployed
 * as often as one likes.
 * @throws StepError OUTCOME_UNKNOWN where that cannot be found out, or where it got half-way
 */
export async function isDeployed(step: Step<Inputs>, pom: string): Promise<boolean> {
  const { target, projects } = await readProjects(step.inputs, pom);
  const [root] = projects;
  if (root?.version?.endsWith('-SNAPSHOT')) return false;
  const places = projects.map(pathOf);
  if (target === undefined || !step.inputs.goals.includes('deploy') || places.includes(undefined)) {
    throw unknown('an earlier attempt began to deploy, and the POM does not say where to look for it');
  }
  const there: boolean[] = [];
  for (const place of places) there.push(await has(step, target, place ?? ''));
  if (there.every(Boolean)) return true;
  if (!there.some(Boolean)) return false;
  const count = there.filter(Boolean).length;
  throw unknown(
    `an earlier attempt deployed ${count} of ${there.length} projects of version ${root?.version ?? ''}`,
  );
}

function pathOf({ groupId, artifactId, version }: Project): string | undefined {
  if (groupId === undefined || artifactId === undefined || version === undefined) return undefined;
  const path = [...groupId.split('.'), artifactId, version, `${artifactId}-${version}.pom`];
  return path.map(encodeURIComponent).join('/');
}

async function has(step: Step<Inputs>, { id, url }: DeploymentTarget, path: string): Promise<boolean> {
  const address = `${url.replace(/\/*$/, '/')}${path}`;
  if (address.startsWith('file:')) return existsSync(fileURLToPath(address));
  const server = step.inputs.servers.find((one) => one.id === id);
  const basic = server && Buffer.from(`${server.username}:${server.password}`).toString('base64');
  if (basic !== undefined) step.mask(basic);
  const [caFile] = step.network.caFiles;
  const http = createHttp({ mask: step.masked, ...(caFile !== undefined && { caFile }) });
  try {
    const { status } = await http.request(address, {
      method: 'HEAD',
      accept: [404],
      signal: step.signal,
      ...(basic !== undefined && { headers: { authorization: `Basic ${basic}` } }),
    });
    return status !== 404;
  } finally {
    http.close();
  }
}

function unknown(what: string): StepError {
  return new StepError('OUTCOME_UNKNOWN', `${what}.`, {
    hint: 'Look into the repository. Raise the version if parts are there; start a new run if nothing is.',
  });
}
