import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Step } from '@stepyard/runtime';
import { javaProxies, trustStoreOptions } from '@stepyard/runtime/java';

/**
 * The platform's proxies and certificates, by a private file that Java reads from version 9 on: Ant takes no
 * options for them, and arguments can be seen by everybody.
 */
export async function javaOptions(step: Step<unknown>): Promise<Record<string, string>> {
  const proxies = javaProxies(step.network).flatMap(
    ({ protocol, host, port, username, password, nonProxyHosts }) => [
      `-D${protocol}.proxyHost=${host}`,
      `-D${protocol}.proxyPort=${port}`,
      ...(username === '' ? [] : [`-D${protocol}.proxyUser=${username}`]),
      ...(password === '' ? [] : [`-D${protocol}.proxyPassword=${password}`]),
      ...(nonProxyHosts === '' ? [] : [`-D${protocol}.nonProxyHosts=${nonProxyHosts}`]),
    ],
  );
  const options = [...proxies, ...(await trustStoreOptions(step))];
  if (options.length === 0) return {};
  const file = join(await step.temporary(), 'java-options');
  const lines = options.map((option) => `"${option.replace(/["\\]/g, '\\$&')}"\n`);
  await writeFile(file, lines.join(''), { mode: 0o600 });
  return { JDK_JAVA_OPTIONS: `@${file}` };
}
