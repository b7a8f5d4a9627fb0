import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Step } from '@stepyard/runtime';
import type { Inputs } from './arguments.ts';
import { baseOf } from './npmrc.ts';

/**
 * The home directory of Yarn 2 and later, which reads no npmrc: its settings there name the registry and the
 * credential, and are gone when the step ends. Undefined where neither is given.
 */
export async function yarnHome(step: Step<Inputs>): Promise<string | undefined> {
  const { registry, scope, auth } = step.inputs;
  if (registry === undefined && auth.case === 'none') return undefined;
  const base = baseOf(registry);
  const server = { npmRegistryServer: base.replace(/\/$/, ''), ...signIn(auth) };
  const { host, protocol } = new URL(base);
  const settings = {
    ...(scope === undefined ? server : { npmScopes: { [scope.slice(1)]: server } }),
    ...(protocol === 'http:' && { unsafeHttpWhitelist: [host.replace(/:\d+$/, '')] }),
  };
  const home = await step.temporary();
  // JSON is YAML too.
  await writeFile(join(home, '.yarnrc.yml'), `${JSON.stringify(settings)}\n`, { mode: 0o600 });
  return home;
}

function signIn(auth: Inputs['auth']): Record<string, unknown> {
  if (auth.case === 'none') return {};
  const credential =
    auth.case === 'token'
      ? { npmAuthToken: auth.token }
      : { npmAuthIdent: `${auth.username}:${auth.password}` };
  return { npmAlwaysAuth: true, ...credential };
}
