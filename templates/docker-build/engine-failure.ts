import { StepError } from '@stepyard/contract';

/** What an engine, or the registry behind it, means for the task. */
export function engineFailure(error: unknown, url: string): StepError {
  if (error instanceof StepError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(ECONNREFUSED|ENOENT|EACCES|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT)$/.test(code)) {
    const rule = `\`builder.url\` must be an engine that answers, got ${JSON.stringify(url)} (${code})`;
    return new StepError(
      code === 'ENOENT' || code === 'EACCES' ? 'TOOL_MISSING' : 'UNREACHABLE',
      `${rule}.`,
      {
        hint: 'A container sees no engine by itself: name one by tcp:// with certificates, or use BuildKit as a service beside the task.',
        cause: error,
      },
    );
  }
  return buildFailure(text, error);
}

/** What the words of a builder mean; both say the same of registries. */
export function buildFailure(text: string, cause?: unknown): StepError {
  const said = text.trim().split('\n').at(-1) ?? '';
  const [code, hint] = meaningOf(said);
  return new StepError(code, `The image could not be built or published: ${said}.`.replace(/\.\.$/, '.'), {
    hint,
    ...(cause !== undefined && { cause }),
  });
}

function meaningOf(
  said: string,
): ['AUTH_FAILED' | 'NOT_FOUND' | 'UNREACHABLE' | 'TLS_UNTRUSTED' | 'TOOL_FAILED', string] {
  if (/x509|certificate signed by unknown|HTTP response to HTTPS client/.test(said)) {
    return [
      'TLS_UNTRUSTED',
      'Let the builder trust the certificate of the registry, or set `insecure` where it speaks http.',
    ];
  }
  if (/unauthorized|authentication required|no basic auth|denied|401|403/.test(said)) {
    return ['AUTH_FAILED', 'Check `auth`, and that it may push to this repository and pull the base image.'];
  }
  if (/manifest unknown|not found: |: not found|does not exist or no pull access/.test(said)) {
    return ['NOT_FOUND', 'Check the name of the base image in the Dockerfile, and files that it copies.'];
  }
  if (
    /connection refused|no such host|i\/o timeout|connection reset|TLS handshake timeout|50[0-4] /.test(said)
  ) {
    return ['UNREACHABLE', 'Check the address, and that it may be reached from the builder.'];
  }
  return ['TOOL_FAILED', 'See in the log which line of the Dockerfile failed.'];
}
