import { describe, expect, it } from 'vitest';
import { explain } from './failure.ts';

/** As 3.8.7, 3.9.11 and 4.0.0-rc-4 print it. */
const wanted = 'Could not transfer artifact a:b:pom:1 from/to mirror (http://m.example/)';

function failure(...lines: readonly string[]) {
  const stdout = ['[INFO] x', ...lines.map((line) => `[ERROR] ${line}`), '[ERROR]', ''].join('\n');
  return explain({ status: 1, stdout, stderr: '', truncated: false, durationMs: 1 }, '/app');
}

describe('templates/maven/failure', () => {
  it.each([
    ['AUTH_FAILED', `${wanted}: authentication failed for http://m.example/a.pom, status: 401 Unauthorized`],
    ['AUTH_FAILED', `${wanted}: status code: 401, reason phrase: Unauthorized (401)`],
    ['AUTH_FAILED', `${wanted}: HTTP Status: 403: Failed to read artifact descriptor for a:b:jar:1`],
    ['AUTH_FAILED', `${wanted}: too many authentication attempts. Limit: 3`],
    ['REJECTED', `${wanted}: status code: 400, reason phrase: Bad Request (400)`],
    ['CONFLICT', `${wanted}: status code: 409, reason phrase: Conflict (409)`],
    ['RATE_LIMITED', `${wanted}: transfer failed for http://m.example/a.pom, status: 429 Too Many Requests`],
    ['UNREACHABLE', `${wanted}: HTTP Status: 503: Failed to read artifact descriptor for a:b:jar:1`],
    [
      'UNREACHABLE',
      `${wanted}: transfer failed for http://m.example/a.pom: m.example: Name or service not known`,
    ],
    ['UNREACHABLE', `${wanted}: Connect to m.example:80 [m.example/10.0.0.1] failed: Connection refused`],
    [
      'UNREACHABLE',
      `${wanted}: Connection to http://m.example/ refused: ConnectException: UnresolvedAddressException`,
    ],
    ['TLS_UNTRUSTED', `${wanted}: transfer failed for https://m.example/a.pom: PKIX path building failed: x`],
    ['NOT_FOUND', 'Could not find artifact a:b:jar:9 in central (https://repo.example)'],
    ['NOT_FOUND', 'a:b:jar:9 was not found in https://repo.example during a previous attempt.'],
    [
      'NOT_FOUND',
      'Cannot access central (https://repo.example) in offline mode and the artifact a:b:jar:1 has not been downloaded from it before.',
    ],
  ])('tells %s by what Maven prints: %s', (code, words) => {
    for (const line of [
      `Failed to execute goal on project x: Could not resolve dependencies: ${words} -> [Help 1]`,
      `\tThe following artifacts could not be resolved: ${words}`,
    ]) {
      expect(failure('Plugin x could not be resolved:', line)).toMatchObject({
        code,
        message: `\`mvn\` could not get or put what it needs: ${words}`,
      });
    }
  });

  it('leaves to the author what the build says', () => {
    const line = 'Failed to execute goal x:run: connection to status code: 500 is only a text';
    expect(failure('y', `${line} -> [Help 1]`)).toMatchObject({
      code: 'TOOL_FAILED',
      message: `\`mvn\` failed: ${line}`,
    });
    expect(failure()).toBeUndefined();
  });

  it('names the first place at which a compiler stopped', () => {
    const found = failure(
      'COMPILATION ERROR :',
      "/app/src/A.java:[7,20] ';' expected",
      'Failed to execute goal',
    );
    expect(found).toMatchObject({
      code: 'TOOL_FAILED',
      message: "`mvn` could not compile src/A.java:7: ';' expected",
    });
  });
});
