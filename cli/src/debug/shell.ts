import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheVariable, variables } from '@stepyard/contract';
import { createMemoryDirectory, type StartRequest } from '@stepyard/engine';

/** Opens the user's shell where the attempt ran, with its variables; gives the shell's exit status. */
export async function shellOf(request: StartRequest): Promise<number> {
  const files = createMemoryDirectory();
  try {
    const env = {
      ...ownVariables(),
      ...request.env,
      ...request.secretEnv,
      ...(await written(request, files)),
    };
    const cwd = join(request.workspace, request.workdir ?? '.');
    return await interactive(process.env.SHELL || '/bin/sh', cwd, env);
  } finally {
    await rm(files, { recursive: true, force: true });
  }
}

/** What the user's shell needs to be theirs; nothing of this command's own. */
function ownVariables(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STEPYARD_')));
}

async function written(request: StartRequest, directory: string): Promise<Record<string, string>> {
  const paths: Record<string, string> = {
    [variables.workspace]: request.workspace,
    [variables.out]: directory,
    [variables.claim]: request.claims,
  };
  for (const { name, path } of request.caches) paths[cacheVariable(name)] = path;
  const files = { ...request.secretFiles, ...request.files };
  for (const [variable, content] of Object.entries(files)) {
    paths[variable] = join(directory, variable);
    await writeFile(join(directory, variable), content, { mode: 0o400 });
  }
  return paths;
}

function interactive(shell: string, cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  const ignore = () => undefined;
  return new Promise<number>((resolve, reject) => {
    const child = spawn(shell, [], { cwd, env, stdio: 'inherit' });
    process.on('SIGINT', ignore); // it is for what runs in the shell
    child.on('error', reject);
    child.on('exit', (status) => resolve(status ?? 1));
  }).finally(() => process.off('SIGINT', ignore));
}
