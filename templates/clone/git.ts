import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecResult } from '@stepyard/runtime';
import { type Auth, type CloneStep, prepareAccess } from './access.ts';
import { configText } from './config-text.ts';
import { explainGit } from './failure.ts';
import { settings, variables } from './settings.ts';
import type { RemoteUrl, Scheme } from './url.ts';

export interface GitOptions {
  /** The repository; without one the command works on none. */
  readonly gitDir?: string;
  readonly workTree?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly accept?: readonly number[] | 'any';
  /** Bytes of output kept; default 8 MiB. */
  readonly keep?: number;
  /** Is told what git said before a failure is thrown. */
  readonly onFailure?: (stderr: string) => void;
}

/** Runs git with nothing but its own settings, and the credential where the remote's host asks for it. */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<ExecResult>;

/** Prepares git to speak with the one server that `url` names. */
export async function createGit(step: CloneStep, url: RemoteUrl, auth: Auth): Promise<Git> {
  const home = await step.temporary();
  const access = await prepareAccess(step, url, auth, home);
  const config = join(home, '.gitconfig');
  await writeFile(config, configText([...settings, ...access.settings]), { mode: 0o600 });
  const env = {
    ...variables,
    ...access.env,
    HOME: home,
    XDG_CONFIG_HOME: home,
    GIT_CONFIG_GLOBAL: config,
    GIT_ALLOW_PROTOCOL: protocols[url.scheme],
    // A command that names no repository shall find none around it.
    GIT_CEILING_DIRECTORIES: home,
  };
  return (args, options = {}) => {
    const command = `git ${args.find((arg) => /^[a-z]/.test(arg) && !arg.includes('=')) ?? ''}`;
    return step.exec('git', args, {
      cwd: options.workTree ?? home,
      env: { ...env, ...placeOf(options), ...options.env },
      quiet: true,
      name: command,
      keep: options.keep ?? 8 * 1024 * 1024,
      explain: ({ stderr }) => {
        options.onFailure?.(stderr);
        return explainGit(command, step.masked(stderr), url.href);
      },
      ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
      ...(options.accept === undefined ? {} : { accept: options.accept }),
    });
  };
}

// An http server may send on to https, not the other way round.
const protocols: Readonly<Record<Scheme, string>> = {
  https: 'https',
  http: 'http:https',
  ssh: 'ssh',
  file: 'file',
};

function placeOf({ gitDir, workTree }: GitOptions): Record<string, string> {
  return {
    ...(gitDir === undefined ? {} : { GIT_DIR: gitDir }),
    ...(workTree === undefined ? {} : { GIT_WORK_TREE: workTree }),
  };
}
