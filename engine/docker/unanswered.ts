import { type EngineError, engineError, saidBy, statusOf } from './engine-error.ts';

/** Says that no engine answers at an address, why, and what to do. */
export function unanswered(address: string, error: unknown): EngineError {
  const how = howOf(error);
  return engineError(
    `No Docker engine answers at ${address}: ${how}.`,
    hints.find(([sign]) => sign.test(how))?.[1] ??
      'Start it, or name another one in DOCKER_HOST (unix, tcp with DOCKER_CERT_PATH, ssh).',
  );
}

function howOf(error: unknown): string {
  const status = statusOf(error);
  const said = saidBy(error).replace(/\.$/, '');
  if (status !== undefined) return `it answered ${status}: ${said}`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [, alert] = /\balert ([a-z ]+?)(?::|$)/.exec(said) ?? [];
  if (alert !== undefined) return `it refused the client certificate (${alert})`;
  if (/^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT_)/.test(code))
    return `its certificate is not to be trusted: ${said.split(/[;\n]/)[0]}`;
  if (/^(ERR_SSL_WRONG_VERSION|ERR_SSL_PACKET_LENGTH|EPROTO$)/.test(code)) return 'it does not speak TLS';
  if (/^ERR_(OSSL|SSL)_/.test(code))
    return `the certificate or key cannot be used: ${said.split(/[;\n]/)[0]}`;
  if (code === 'ENOENT' && said.startsWith('spawn ssh')) return 'the program `ssh` was not found';
  return said || 'no answer';
}

const clientCertificate =
  'Check that cert.pem and key.pem in DOCKER_CERT_PATH belong together, were signed by a CA that the engine trusts, and have not ended.';

const hints: readonly (readonly [sign: RegExp, hint: string])[] = [
  [/EACCES/, 'Ask for membership in the group that may use the socket (usually `docker`).'],
  [/HTTP request to an HTTPS server/, 'Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH: it speaks TLS.'],
  [/does not speak TLS/, 'Unset DOCKER_TLS_VERIFY, or name the port that speaks TLS (usually 2376).'],
  [/client certificate|certificate or key/, clientCertificate],
  [
    /not to be trusted/,
    "Check that ca.pem in DOCKER_CERT_PATH is the CA of the engine's certificate, and that this names the host and has not ended.",
  ],
  [
    /Host key verification failed/,
    'Sign in once by hand and compare the key of the host, so that it stands in known_hosts. One that has changed may be an attack.',
  ],
  [/Permission denied/, 'Load a key that the host knows into the SSH agent, or name it in ~/.ssh/config.'],
  [/docker: .*not found/, 'Install the `docker` command there: `docker system dial-stdio` is the way in.'],
];
