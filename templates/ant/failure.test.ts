import { describe, expect, it } from 'vitest';
import { explain } from './failure.ts';

function failure(...lines: readonly string[]) {
  const stdout = ['Buildfile: /app/build.xml', 'BUILD FAILED', ...lines, '', 'Total time: 1 second', ''];
  return explain(
    { status: 1, stdout: stdout.join('\n'), stderr: '', truncated: false, durationMs: 1 },
    '/app',
  );
}

/** As Ant 1.10.13 prints it. */
describe('templates/ant/failure', () => {
  it.each([
    ['AUTH_FAILED', 'HTTP Authorization failure'],
    ['UNREACHABLE', 'java.net.ConnectException: Connection refused'],
    ['UNREACHABLE', 'java.net.UnknownHostException: no-such-host.invalid'],
    ['TLS_UNTRUSTED', 'javax.net.ssl.SSLHandshakeException: PKIX path building failed: x'],
    ['TOOL_MISSING', 'Problem: failed to create task or type nosuchtask'],
    ['TOOL_FAILED', 'it is enough'],
  ])('tells %s by what Ant prints: %s', (code, words) => {
    expect(failure(`/app/build.xml:48: ${words}`, '\tat java.base/x')).toMatchObject({
      code,
      message: `\`ant\` failed at build.xml:48: ${words}`,
    });
  });

  it('names a target that there is not', () => {
    expect(failure('Target "nosuch" does not exist in the project "greeter". ')).toMatchObject({
      code: 'NOT_FOUND',
      message: '`ant` failed: Target "nosuch" does not exist in the project "greeter".',
      hint: 'Check the spelling in `targets`; `ant -p` lists those that there are.',
    });
  });

  it('names the first place at which a compiler stopped', () => {
    const result = { status: 1, stderr: '', truncated: false, durationMs: 1 };
    const stdout =
      "    [javac] /app/src/A.java:12: error: ';' expected\n\nBUILD FAILED\n/app/build.xml:16: Compile failed\n";
    expect(explain({ ...result, stdout }, '/app')?.message).toBe(
      "`ant` could not compile src/A.java:12: ';' expected",
    );
    expect(explain({ ...result, stdout: 'nothing' }, '/app')).toBeUndefined();
  });
});
