/** How this machine reaches others, as the platform says it in variables. */
export interface Network {
  /** URL of the proxy for `http:`; may hold a credential. */
  readonly httpProxy?: string;
  /** URL of the proxy for `https:`; may hold a credential. */
  readonly httpsProxy?: string;
  /** Hosts that no proxy serves; a leading dot means all below, `*` all. */
  readonly noProxy: readonly string[];
  /** Files with certificates (PEM) that are trusted. */
  readonly caFiles: readonly string[];
}

/** For tools that read no variables: what those say that others read. */
export function readNetwork(env: Readonly<Record<string, string | undefined>>): Network {
  const variable = (name: string) => env[name.toLowerCase()] || env[name] || '';
  const httpProxy = variable('HTTP_PROXY');
  const httpsProxy = variable('HTTPS_PROXY');
  const bundles = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'CURL_CA_BUNDLE'].map((name) => env[name] ?? '');
  return {
    ...(URL.canParse(httpProxy) && { httpProxy }),
    ...(URL.canParse(httpsProxy) && { httpsProxy }),
    noProxy: variable('NO_PROXY')
      .split(/[\s,]+/)
      .filter((entry) => entry !== ''),
    caFiles: [...new Set(bundles)].filter((file) => file !== ''),
  };
}
