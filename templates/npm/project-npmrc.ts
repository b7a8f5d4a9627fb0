import { readFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { StepError } from '@stepyard/contract';
import { parse } from 'ini';

/** Settings of npm that say where requests go, whom they trust, or which program npm starts. */
const telling = new Set([
  ...['proxy', 'https-proxy', 'http-proxy', 'noproxy', 'no-proxy', 'local-address'],
  ...['strict-ssl', 'ca', 'cafile', 'cert', 'key'],
  ...['globalconfig', 'userconfig', 'git', 'node-options', 'script-shell'],
]);

/**
 * Makes sure that no `.npmrc` of the project changes who gets to see the credential for `host`.
 * @throws StepError naming the setting
 */
export async function assertHarmless(workspace: string, directory: string, host: string): Promise<void> {
  for (let at = directory; at === workspace || at.startsWith(`${workspace}${sep}`); at = dirname(at)) {
    const text = await readFile(join(at, '.npmrc'), 'utf8').catch(() => '');
    for (const key of Object.keys(parse(text))) assertSetting(key, host);
  }
}

function assertSetting(key: string, host: string): void {
  if (key.startsWith('//')) {
    if (key.includes('${') || key.startsWith(`//${host}/`) || key.startsWith(`//${host}:`)) throw twice(key);
    return;
  }
  // npm replaces `${NAME?}` in names too.
  if (!telling.has(key) && !key.includes('${')) return;
  throw new StepError(
    'POLICY_REFUSED',
    `the project's \`.npmrc\` must not set \`${key}\` where \`auth\` is given.`,
    {
      hint: 'It would change who sees the credential. Take it out; proxy and certificates of the platform hold without it.',
    },
  );
}

function twice(key: string): StepError {
  return new StepError(
    'INPUT_INVALID',
    `\`auth\` must not be given beside \`${key}\` in the project's \`.npmrc\`, which would win.`,
    {
      hint: 'Take the line out, or leave `auth` out and set the variable that the line names in the `env` of the task.',
    },
  );
}
