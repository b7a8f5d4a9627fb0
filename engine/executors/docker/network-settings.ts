import { readFileSync } from 'node:fs';
import type { Frame } from './step-files.ts';
import { inside } from './step-files.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How the outside is reached from where the scheduler is: proxies, and whom it trusts. */
export interface NetworkSettings {
  readonly frames: readonly Frame[];
  /** Variables that name the frames' files. */
  readonly variables: Readonly<Record<string, string>>;
  /** Parts that must not be shown. */
  readonly secrets: readonly string[];
}

const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
]);
const bundles = [
  ...['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'CURL_CA_BUNDLE'],
  ...['GIT_SSL_CAINFO', 'REQUESTS_CA_BUNDLE', 'AWS_CA_BUNDLE'],
];

/** The same for every step: a proxy's address may hold a credential, so it goes the way of secrets. */
export function networkSettings(environment: Environment): NetworkSettings {
  const frames: Frame[] = [];
  const variables: Record<string, string> = {};
  const files = new Map<string, string>();
  for (const name of proxies) {
    const value = environment[name];
    if (value) frames.push({ kind: 'env', name, bytes: Buffer.from(value) });
  }
  for (const name of bundles) {
    const path = environment[name];
    const bytes = path ? read(path) : undefined;
    if (path === undefined || bytes === undefined) continue;
    const file = files.get(path) ?? `ca-${files.size + 1}.pem`;
    if (!files.has(path)) frames.push({ kind: 'file', name: file, bytes });
    files.set(path, file);
    variables[name] = `${inside.files}/${file}`;
  }
  const secrets = proxies.flatMap((name) => {
    const [, user, password] = /^\w+:\/\/([^:@/]*):([^@/]*)@/.exec(environment[name] ?? '') ?? [];
    return user !== undefined && password ? [`${user}:${password}`, password] : [];
  });
  return { frames, variables, secrets };
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
