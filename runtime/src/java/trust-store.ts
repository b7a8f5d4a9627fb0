import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import type { Step } from '../step.ts';
import { keyStore } from './key-store.ts';

/**
 * Options that make a Java program trust what the platform trusts; none where the platform names no certificates.
 * The store holds besides them what this machine and every browser trusts, as Java knows one store only.
 */
export async function trustStoreOptions(
  step: Pick<Step<unknown>, 'network' | 'temporary' | 'log'>,
): Promise<string[]> {
  const { caFiles } = step.network;
  if (caFiles.length === 0) return [];
  const own: string[] = [];
  for (const file of caFiles) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) step.log.warn(`The certificates in ${JSON.stringify(file)} cannot be read.`);
    else own.push(...(text.match(pem) ?? []));
  }
  const all = [...own, ...getCACertificates('default'), ...getCACertificates('system')];
  const file = join(await step.temporary(), 'trust.jks');
  await writeFile(file, keyStore(all.flatMap(binaryOf)), { mode: 0o600 });
  return [`-Djavax.net.ssl.trustStore=${file}`, '-Djavax.net.ssl.trustStoreType=JKS'];
}

const pem = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED )?CERTIFICATE-----/g;

/** Nothing of a certificate that cannot be read: it would make Java refuse the whole store. */
function binaryOf(text: string): Buffer[] {
  try {
    return [new X509Certificate(text).raw];
  } catch {
    return [];
  }
}
