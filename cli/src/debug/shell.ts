import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheVariable, variables } from '@stepyard/contract';
import type { StartRequest } from '@stepyard/engine';

/** Opens the user's shell where the attempt ran, with its variables; gives the shell's exit status. */
export async function shellOf(request: StartRequest): Promise<number> {
  const files = await mkdtemp(join(tmpdir(), 'stepyard-debug-'));
  await chmod(files, 0o700);
  try {
    const env = { ...process.env, ...request.env, ...request.secretEnv, ...(await written(request, files)) };
    const cwd = join(request.workspace, request.workdir ?? '.');
    return await interactive(process.env.SHELL || '/bin/sh', cwd, env);
  } finally {
    await rm(files, { recursive: true, force: true });
  }
}

async function written(request: StartRequest, directory: string): Promise<Record<string, string>> {
  const paths: Record<string, string> = {
    [variables.workspace]: request.workspace,
    [variables.out]: directory,
    [variables.claim]: request.claims,
  };
  for (const { name, path } of request.caches) paths[cacheVariable(name)] = path;
  for (const [variable, content] of [
    ...Object.entries(request.secretFiles),
    ...Object.entries(request.files),
  ]) {
    paths[variable] = join(directory, variable);
    await writeFile(join(directory, variable), content, { mode: 0o400 });
  }
  return paths;
}

function interactive(shell: string, cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(shell, [], { cwd, env, stdio: 'inherit' });
    process.on('SIGINT', () => undefined); // it is for what runs in the shell
    child.on('error', reject);
    child.on('exit', (status) => resolve(status ?? 1));
  });
}
