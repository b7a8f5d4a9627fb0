import { cacheVariable, variables } from '@stepyard/contract/names';
import type { StartRequest } from '../executor.ts';

/** What a step takes over from the machine: where tools and their settings are, language, proxies, CA bundles. */
const inheritedNames = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'JAVA_HOME'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'],
  ...['http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS', 'CURL_CA_BUNDLE'],
  ...['GIT_SSL_CAINFO', 'REQUESTS_CA_BUNDLE', 'AWS_CA_BUNDLE'],
]);

export type Variables = Readonly<Record<string, string>>;

/** Variables that a step may have of the machine's; `also` names more. */
export function inheritedVariables(
  environment: Readonly<Record<string, string | undefined>>,
  also: readonly string[] = [],
): Record<string, string> {
  const inherited: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue;
    if (inheritedNames.has(name) || name.startsWith('LC_') || also.includes(name)) inherited[name] = value;
  }
  return inherited;
}

/** Credentials that stand in inherited variables: `http://user:password@proxy`. */
export function inheritedSecrets(inherited: Variables): string[] {
  return Object.values(inherited).flatMap((value) => {
    const [, user, password] = /^\w+:\/\/([^:@/]*):([^@/]*)@/.exec(value) ?? [];
    return user !== undefined && password ? [`${user}:${password}`, password] : [];
  });
}

/** Where one start of an attempt finds what it is given. */
export interface StepDirectories {
  readonly out: string;
  readonly files: string;
  readonly secrets: string;
  readonly temporary: string;
}

/** The content of files to write, by path, and the variables that name them. */
export interface StepEnvironment {
  readonly variables: Record<string, string>;
  readonly files: ReadonlyMap<string, string>;
  readonly secretFiles: ReadonlyMap<string, string>;
}

/** One variable may have 128 KiB on Linux; a longer input goes into a file. */
const longestValue = 96 * 1024;

/** All variables of a step. The author's come before the contract's, so that none can be replaced by accident. */
export function stepEnvironment(
  request: StartRequest,
  inherited: Variables,
  at: StepDirectories,
): StepEnvironment {
  const all: Record<string, string> = { ...inherited, TMPDIR: at.temporary };
  const files = new Map<string, string>();
  const secretFiles = new Map<string, string>();
  for (const [name, value] of Object.entries(request.env)) {
    if (name.startsWith('INPUT_') && Buffer.byteLength(value) > longestValue) {
      all[`${name}_FILE`] = put(files, `${at.files}/${name}`, value);
    } else all[name] = value;
  }
  Object.assign(all, request.secretEnv);
  all[variables.workspace] = request.workspace;
  all[variables.out] = at.out;
  all[variables.claim] = request.claims;
  for (const cache of request.caches) {
    all[cacheVariable(cache.name)] = cache.path;
    if (cache.base !== undefined) all[`${cacheVariable(cache.name)}_BASE`] = cache.base;
  }
  for (const [name, text] of Object.entries(request.files)) {
    all[name] = put(files, `${at.files}/${name}.json`, text);
  }
  for (const [name, secret] of Object.entries(request.secretFiles)) {
    all[name] = put(secretFiles, `${at.secrets}/${name}`, secret);
  }
  return { variables: all, files, secretFiles };
}

/** @throws RangeError naming the first name that no variable, and so no file, may have. */
export function assertVariableNames(request: StartRequest): void {
  const { env, secretEnv, secretFiles, files } = request;
  for (const group of [env, secretEnv, secretFiles, files]) {
    for (const name of Object.keys(group)) {
      if (!/^[A-Za-z_][A-Za-z0-9_]{0,199}$/.test(name)) {
        throw new RangeError(
          `The name of a variable must be letters, digits and underscores, at most 200, got ${JSON.stringify(name)}.`,
        );
      }
    }
  }
}

function put(files: Map<string, string>, path: string, text: string): string {
  files.set(path, text);
  return path;
}
