import { describe, expect, it } from 'vitest';
import { explain } from './failure.ts';

function failure(...wrong: readonly string[]) {
  return explained(
    [
      'FAILURE: Build failed with an exception.',
      '',
      '* What went wrong:',
      ...wrong,
      '',
      '* Try:',
      '> Run with --stacktrace option',
      '',
    ].join('\n'),
  );
}

function explained(stderr: string) {
  return explain({ status: 1, stdout: '', stderr, truncated: false, durationMs: 1 }, '/app');
}

const outer = [
  "Could not resolve all files for configuration ':compileClasspath'.",
  '> Could not resolve a.b:c:1.',
  '  Required by:',
  '      project :',
  '   > Could not resolve a.b:c:1.',
];
const get = "Could not GET 'http://m.example/a/b/c/1/c-1.pom'.";

/** As 4.4.1 and 8.14 print it. */
describe('templates/gradle/failure', () => {
  it.each([
    ['AUTH_FAILED', `${get} Received status code 401 from server: Unauthorized`],
    ['AUTH_FAILED', `${get} Received status code 407 from server: Proxy Authentication Required`],
    ['RATE_LIMITED', `${get} Received status code 429 from server: Too Many Requests`],
    ['UNREACHABLE', `${get} Received status code 503 from server: Service Unavailable`],
    ['CONFLICT', "Could not PUT 'http://m.example/c-1.pom'. Received status code 409 from server: Conflict"],
    [
      'REJECTED',
      "Could not PUT 'http://m.example/c-1.pom'. Received status code 400 from server: Bad Request",
    ],
    ['UNREACHABLE', 'Connect to m.example:80 [m.example/10.0.0.1] failed: Connection refused'],
    ['UNREACHABLE', 'm.example: Name or service not known'],
    ['UNREACHABLE', 'Read timed out'],
    ['TLS_UNTRUSTED', 'sun.security.validator.ValidatorException: PKIX path building failed: x'],
    ['NOT_FOUND', 'No cached version of a.b:c:1 available for offline mode.'],
    ['NOT_FOUND', 'Could not find a.b:c:1.'],
  ])('tells %s by what Gradle prints: %s', (code, words) => {
    expect(
      failure(...outer, `      > Could not get resource 'http://m.example/c'.`, `         > ${words}`),
    ).toMatchObject({
      code,
      message: `\`gradle\` failed: ${words}`,
    });
  });

  it('names a task that there is not', () => {
    expect(failure("Task 'biuld' not found in root project 'x'.")).toMatchObject({
      code: 'NOT_FOUND',
      message: "`gradle` failed: Task 'biuld' not found in root project 'x'.",
      hint: 'Check the spelling in `tasks`; `gradle tasks --all` lists those that there are.',
    });
  });

  it('leaves to the author what the build says, with the outermost and innermost reason', () => {
    expect(
      failure(
        "Execution failed for task ':run'.",
        "> Process 'command 'x'' finished with non-zero exit value 3",
      ),
    ).toMatchObject({
      code: 'TOOL_FAILED',
      message:
        "`gradle` failed: Execution failed for task ':run': Process 'command 'x'' finished with non-zero exit value 3",
      hint: 'Its own words are above, below “What went wrong”.',
    });
    expect(explained('nothing of that kind')).toBeUndefined();
  });

  it('says where a script stopped', () => {
    const where =
      "* Where:\nBuild file '/app/api/build.gradle' line: 7\n\n* What went wrong:\nA problem occurred.\n\n* Try:\n";
    expect(explained(where)?.message).toBe('`gradle` failed at api/build.gradle:7: A problem occurred.');
    expect(explained(where.replace('/app/', '/etc/'))?.message).toBe('`gradle` failed: A problem occurred.');
  });

  it.each([
    ['NOT_FOUND', 'java.io.FileNotFoundException: https://m.example/gradle-8.14-bin.zip'],
    ['UNREACHABLE', 'java.net.UnknownHostException: m.example'],
    [
      'AUTH_FAILED',
      'java.io.IOException: Server returned HTTP response code: 401 for URL: https://m.example/gradle.zip',
    ],
    ['TLS_UNTRUSTED', 'javax.net.ssl.SSLHandshakeException: PKIX path building failed: x'],
  ])('tells %s of the wrapper: %s', (code, words) => {
    expect(
      explained(`Downloading x\nException in thread "main" ${words}\n\tat org.gradle.wrapper\n`),
    ).toMatchObject({
      code,
      message: `The wrapper could not get its Gradle: ${words}`,
    });
  });

  it('refuses a distribution that is not the one that was meant', () => {
    const said = `Verification of Gradle distribution failed!\n\nDistribution Url: https://m.example/x.zip\nExpected checksum: '${'a'.repeat(64)}'\n  Actual checksum: '${'b'.repeat(64)}'\n`;
    expect(explained(said)).toMatchObject({
      code: 'POLICY_REFUSED',
      message: `The distribution of the wrapper must have the SHA-256 ${'a'.repeat(64)}, it has ${'b'.repeat(64)}.`,
    });
  });
});
