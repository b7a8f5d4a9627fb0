const kept = new Set([
  'PATH',
  'LANG',
  'LANGUAGE',
  'LC_ALL',
  'LC_CTYPE',
  'TMPDIR',
  'TZ',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'NODE_EXTRA_CA_CERTS',
  'REQUESTS_CA_BUNDLE',
  'AWS_CA_BUNDLE',
]);

const ownPrefix = /^(INPUT|STEPYARD)_/;

/**
 * The environment that tools start with: what finds programs, language, proxies and certificates,
 * and the variables named in `more`. Inputs and the platform's own variables never pass.
 */
export function cleanEnv(
  env: Readonly<Record<string, string | undefined>>,
  more: readonly string[],
): Record<string, string> {
  const clean: Record<string, string> = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
  };
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || ownPrefix.test(name)) continue;
    if (kept.has(name) || kept.has(name.toUpperCase()) || more.includes(name)) clean[name] = value;
  }
  return clean;
}
