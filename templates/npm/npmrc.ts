import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';
import type { Inputs } from './arguments.ts';
import { assertHarmless } from './project-npmrc.ts';

const npmjs = 'https://registry.npmjs.org/';

/** How npm is told of the registry, and by what it signs in there. */
export interface Access {
  /** Stronger than what the project or the machine says. */
  readonly flags: readonly string[];
  /** For calls that may use the credential; names a private npmrc that is gone when the step ends. */
  readonly signedIn: Readonly<Record<string, string>>;
}

/** Makes flags of `registry` and a private npmrc of `auth`, where they are given. */
export async function registryAccess(step: Step<Inputs>, directory: string): Promise<Access> {
  const { registry, scope, auth } = step.inputs;
  if (registry === undefined && auth.case === 'none') return { flags: [], signedIn: {} };
  const base = baseOf(registry);
  const line = `${scope === undefined ? '' : `${scope}:`}registry=${base}`;
  const flags = registry === undefined ? [] : [`--${line}`];
  if (auth.case === 'none') return { flags, signedIn: {} };
  await assertHarmless(step.workspace, directory, new URL(base).host);
  const file = join(await step.temporary(), 'npmrc');
  const lines = [line, ...authLines(base.replace(/^https?:/, ''), auth)];
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return { flags, signedIn: { npm_config_userconfig: file } };
}

/** The registry with a slash at its end; that of npm if none is given. */
export function baseOf(registry: string | undefined): string {
  const url = new URL(registry ?? npmjs);
  if (url.username !== '' || url.password !== '') {
    throw new StepError(
      'INPUT_INVALID',
      `\`registry\` must be a URL without user name and password, got one with them.`,
      {
        hint: 'Give them in `auth`.',
      },
    );
  }
  return `${url.origin}${url.pathname.replace(/\/?$/, '/')}`;
}

function authLines(place: string, auth: Inputs['auth']): string[] {
  switch (auth.case) {
    case 'none':
      return [];
    case 'token':
      return [`${place}:_authToken=${quoted('auth.token', auth.token)}`];
    case 'basic': {
      const password = Buffer.from(auth.password).toString('base64');
      return [
        `${place}:username=${quoted('auth.username', auth.username)}`,
        `${place}:_password=${quoted('auth.password', password)}`,
      ];
    }
  }
}

/** npm reads a value in quotes as JSON, and then replaces `${NAME}` in it. */
function quoted(input: string, value: string): string {
  const controls = [...value].some((character) => character < ' ' || character === '\u007f');
  if (!controls && !value.includes('${')) return JSON.stringify(value);
  throw new StepError('INPUT_INVALID', `\`${input}\` must be one line without \`\${\`.`, {
    hint: 'Copy it again from where it was made; a line end at its end is the usual cause.',
  });
}
