import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Step } from '@stepyard/runtime';
import { javaProxies } from '@stepyard/runtime/java';
import type { Inputs } from './arguments.ts';
import { proxyElements } from './settings-xml.ts';
import type { Maven } from './tool.ts';

/**
 * The settings of this machine's Maven with the proxies of the platform, which Maven does not read from variables;
 * none where there are none, or where the author or the machine names one. What user settings say is stronger.
 */
export async function globalSettingsFile(step: Step<Inputs>, maven: Maven): Promise<string | undefined> {
  const proxies = step.inputs.proxy === undefined ? javaProxies(step.network) : [];
  if (proxies.length === 0) return undefined;
  const { home } = await maven.facts();
  const own =
    home === undefined ? '' : await readFile(join(home, 'conf/settings.xml'), 'utf8').catch(() => '');
  const settings = own.replace(/<!--[\s\S]*?-->/g, '');
  if (/<proxy>/.test(settings)) return undefined;
  for (const { password } of proxies) if (password !== '') step.mask(password);
  const added = `<proxies>${proxyElements(proxies)}</proxies></settings>`;
  const file = join(await step.temporary(), 'global-settings.xml');
  await writeFile(file, withProxies(settings, added), { mode: 0o600 });
  return file;
}

function withProxies(settings: string, added: string): string {
  if (!/<\/settings>\s*$/.test(settings)) return `<settings>${added}\n`;
  return settings
    .replace(/<proxies\s*\/>|<proxies>\s*<\/proxies>/, '')
    .replace(/<\/settings>\s*$/, () => `${added}\n`);
}
