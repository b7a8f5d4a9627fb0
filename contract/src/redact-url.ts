const tokens = [
  'access_token',
  'api[-_]?key',
  'apikey',
  'auth',
  'auth[-_]?token',
  'client_secret',
  'id_token',
  'job_token',
  'key',
  'pass',
  'passw(?:or)?d',
  'private[-_]?token',
  'pwd',
  'refresh_token',
  'secret',
  'sig',
  'signature',
  'token',
  'x-amz-(?:credential|security-token|signature)',
  'x-goog-(?:credential|signature)',
].join('|');

// The length of a scheme is bounded, so that a long word without one is not searched again from each of its letters.
const credentials = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/?#"'<>\\]*)@/gi;
const parameters = new RegExp(`([?&;](?:${tokens})=)[^&;#\\s"'<>\\\\]+`, 'gi');

/**
 * Takes credentials out of every URL in a text: `user:password@`, tokens in the place of a user, and the
 * values of query parameters that are known to carry one. The user of `ssh://git@host` stays.
 */
export function redactUrl(text: string): string {
  return text
    .replace(credentials, (all, scheme: string, user: string) =>
      /^(?:git\+)?ssh:/i.test(scheme) && !user.includes(':') ? all : scheme,
    )
    .replace(parameters, '$1***');
}
