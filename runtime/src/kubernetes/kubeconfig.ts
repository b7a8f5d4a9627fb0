import { StepError } from '@stepyard/contract';
import { isRecord, textIn } from '@stepyard/contract/json';
import { parseDocument } from 'yaml';
import type { ClusterStep, Connection } from './access.ts';
import { assertSelfContained } from './kubeconfig-rules.ts';

type Values = Readonly<Record<string, unknown>>;

const input = 'cluster.kubeconfig';
const longest = 1 << 20;

/**
 * Reads the cluster and the user of one context; the others are not looked at.
 * @throws StepError INPUT_INVALID with all that makes it unusable
 */
export function readKubeconfig(
  text: string,
  context: string | undefined,
  step: Pick<ClusterStep, 'log' | 'mask'>,
): Connection {
  const config = parse(text);
  const name = context ?? textIn(config, 'current-context') ?? '';
  if (name === '') {
    throw invalid('must say in `current-context` which context is meant', 'Or name one in `context`.');
  }
  const chosen = entry(config, 'contexts', 'context', name);
  const cluster = entry(config, 'clusters', 'cluster', textIn(chosen, 'cluster') ?? '');
  const user = entry(config, 'users', 'user', textIn(chosen, 'user') ?? '');
  for (const secret of secretsOf(user)) step.mask(secret);
  assertSelfContained(name, cluster, user, step.log);
  return toConnection(cluster, user);
}

/** Values that must never be shown, also as they stand in the file. */
function secretsOf(user: Values): string[] {
  const key = textIn(user, 'client-key-data');
  return [textIn(user, 'token'), textIn(user, 'password'), key, key === undefined ? undefined : decoded(key)]
    .filter((value) => value !== undefined)
    .filter((value) => value !== '');
}

function toConnection(cluster: Values, user: Values): Connection {
  const [ca, cert, key] = [
    textIn(cluster, 'certificate-authority-data'),
    textIn(user, 'client-certificate-data'),
    textIn(user, 'client-key-data'),
  ].map((data) => (data === undefined || data === '' ? undefined : decoded(data)));
  const servername = textIn(cluster, 'tls-server-name');
  const proxy = textIn(cluster, 'proxy-url');
  const authorization = authorizationOf(user);
  return {
    server: (textIn(cluster, 'server') ?? '').replace(/\/+$/, ''),
    tls: {
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(servername !== undefined && servername !== '' && { servername }),
    },
    ...(proxy !== undefined && proxy !== '' && { proxy }),
    authorization: () => authorization,
    user: Object.fromEntries(
      ['token', 'username', 'password', 'client-certificate-data', 'client-key-data'].flatMap((field) => {
        const value = textIn(user, field);
        return value === undefined ? [] : [[field, value]];
      }),
    ),
  };
}

function authorizationOf(user: Values): string | undefined {
  const token = textIn(user, 'token');
  if (token !== undefined && token !== '') return `Bearer ${token}`;
  const username = textIn(user, 'username');
  if (username === undefined || username === '') return undefined;
  return `Basic ${Buffer.from(`${username}:${textIn(user, 'password') ?? ''}`).toString('base64')}`;
}

function parse(text: string): Values {
  if (text.length > longest) throw invalid(`must have at most ${longest} characters`, 'Give one kubeconfig.');
  const document = parseDocument(text);
  const value: unknown = document.errors.length === 0 ? toValue(document) : undefined;
  if (isRecord(value) && Array.isArray(value.contexts)) return value;
  throw invalid(
    'must be a kubeconfig with `clusters`, `contexts` and `users`',
    'Take what `kubectl config view --raw --minify` prints.',
  );
}

function toValue(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 10 });
  } catch {
    return undefined;
  }
}

function entry(config: Values, list: string, inner: string, name: string): Values {
  const all: readonly unknown[] = Array.isArray(config[list]) ? config[list] : [];
  const found = all.find((one) => textIn(one, 'name') === name);
  const value = isRecord(found) ? found[inner] : undefined;
  if (isRecord(value)) return value;
  const names = all.flatMap((one) => textIn(one, 'name') ?? []);
  throw invalid(
    `must have the ${inner} ${JSON.stringify(name)} in \`${list}\``,
    names.length === 0 ? `It has no ${list}.` : `It has ${names.map((one) => `\`${one}\``).join(', ')}.`,
  );
}

function decoded(data: string): string {
  return Buffer.from(data, 'base64').toString('utf8');
}

function invalid(rule: string, hint: string): StepError {
  return new StepError('INPUT_INVALID', `\`${input}\` ${rule}.`, { hint });
}
