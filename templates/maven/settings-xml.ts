import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';
import { type JavaProxy, javaProxies } from '@stepyard/runtime/java';
import type { Inputs } from './arguments.ts';

/** The settings file to use: the author's own, one made of the inputs (private, gone when the step ends), or none. */
export async function settingsFile(step: Step<Inputs>): Promise<string | undefined> {
  const { mirror, servers, proxy, settingsFile: own } = step.inputs;
  const made = mirror !== undefined || servers.length > 0 || proxy !== undefined;
  if (own !== undefined) {
    if (!made) return step.path('settingsFile', own);
    throw new StepError(
      'INPUT_INVALID',
      `\`settingsFile\` must not stand beside \`mirror\`, \`servers\` or \`proxy\`, got ${JSON.stringify(own)}.`,
      {
        hint: 'Write them into the file, or leave the file out.',
      },
    );
  }
  if (!made) return undefined;
  for (const [index, { username, password }] of servers.entries()) {
    assertPlain(`servers[${index}].username`, username);
    assertPlain(`servers[${index}].password`, password);
  }
  const file = join(await step.temporary(), 'settings.xml');
  await writeFile(file, settingsXml(step.inputs), { mode: 0o600 });
  return file;
}

/** The settings as Maven reads them: https://maven.apache.org/settings.html */
export function settingsXml({
  mirror,
  servers,
  proxy,
}: Pick<Inputs, 'mirror' | 'servers' | 'proxy'>): string {
  const parts = [
    servers.map(({ id, username, password }) => element('server', { id, username, password })).join(''),
    mirror === undefined ? '' : element('mirror', { id: 'mirror', mirrorOf: '*', url: mirror }),
    proxy === undefined ? '' : proxyElements(javaProxies({ ...both(proxy), noProxy: [], caFiles: [] })),
  ];
  const [serverList, mirrorList, proxyList] = parts;
  return `<settings><servers>${serverList}</servers><mirrors>${mirrorList}</mirrors><proxies>${proxyList}</proxies></settings>\n`;
}

function both(proxy: string) {
  return { httpProxy: proxy, httpsProxy: proxy };
}

function element(name: string, fields: Readonly<Record<string, string>>): string {
  const inner = Object.entries(fields).filter(([, value]) => value !== '');
  return `<${name}>${inner.map(([key, value]) => `<${key}>${escapeXml(value)}</${key}>`).join('')}</${name}>`;
}

/** Proxies as Maven's settings have them. */
export function proxyElements(proxies: readonly JavaProxy[]): string {
  return proxies
    .map(({ protocol, ...fields }) => element('proxy', { id: protocol, active: 'true', protocol, ...fields }))
    .join('');
}

/** The five characters that mean something in XML, as numbers. */
function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Maven replaces `${NAME}` wherever it stands in the file, and has no way to write it otherwise. */
function assertPlain(input: string, value: string): void {
  if (!value.includes('${')) return;
  throw new StepError('INPUT_INVALID', `\`${input}\` must not hold \`\${\`, which Maven replaces.`, {
    hint: 'Choose another credential, or give a settings file in `settingsFile`.',
  });
}
