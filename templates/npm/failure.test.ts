import { describe, expect, it } from 'vitest';
import { explain } from './failure.ts';

function failure(command: string, ...lines: readonly string[]) {
  return explain(command, {
    status: 1,
    stdout: '',
    stderr: `npm warn x\n${lines.join('\n')}\n`,
    truncated: false,
    durationMs: 1,
  });
}

describe('templates/npm/failure', () => {
  it.each([
    ['AUTH_FAILED', 'E401', '401 Unauthorized - PUT https://npm.example/x'],
    ['AUTH_FAILED', 'E403', '403 403 Forbidden - PUT https://npm.example/x - you may not'],
    ['AUTH_FAILED', 'ENEEDAUTH', 'need auth This command requires you to be logged in'],
    ['NOT_FOUND', 'E404', '404 Not Found - GET https://npm.example/x - Not found'],
    ['NOT_FOUND', 'ETARGET', 'notarget No matching version found for b@9.'],
    ['CONFLICT', 'EPUBLISHCONFLICT', 'cannot publish over'],
    [
      'CONFLICT',
      'E403',
      '403 403 Forbidden - You cannot publish over the previously published versions: 1.0.0.',
    ],
    ['CONFLICT', 'E409', '409 Conflict - PUT https://npm.example/x'],
    ['RATE_LIMITED', 'E429', '429 Too Many Requests'],
    ['REJECTED', 'E413', '413 Payload Too Large'],
    ['UNREACHABLE', 'ECONNREFUSED', 'FetchError: request to https://npm.example failed'],
    ['UNREACHABLE', 'ENOTFOUND', 'network request to https://npm.example failed'],
    ['UNREACHABLE', 'E503', '503 Service Unavailable'],
    ['TLS_UNTRUSTED', 'SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'],
    ['TLS_UNTRUSTED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'Hostname does not match'],
    ['TOOL_FAILED', 'EUSAGE', '`npm ci` can only install packages when in sync'],
    ['TOOL_FAILED', 'EPRIVATE', 'This package has been marked as private'],
  ])('tells %s by npm’s %s', (code, said, text) => {
    for (const prefix of ['npm error', 'npm ERR!']) {
      const lines = [`code ${said}`, 'syscall x', 'errno y', text, '', 'A complete log of this run: x'];
      expect(failure('ci', ...lines.map((line) => `${prefix} ${line}`))).toMatchObject({
        code,
        message: `\`npm ci\` ended with ${said}: ${text.replace(/^(\d{3} )+|^(need auth|notarget|network|FetchError:) /, '')}`,
      });
    }
  });

  it('knows what npm says without a code', () => {
    const said = 'You cannot publish over the previously published versions: 1.0.0.';
    expect(failure('publish', `npm error ${said}`, 'npm error Log files were not written')).toMatchObject({
      code: 'CONFLICT',
      message: `\`npm publish\` ended with status 1: ${said}`,
      hint: 'That version is there already: raise the version in package.json.',
    });
  });

  it('shows the install script that failed', () => {
    const lines = ['code 4', 'path /app/node_modules/x', 'command failed', 'command sh -c node-gyp rebuild'];
    expect(failure('ci', ...lines.map((line) => `npm error ${line}`))).toMatchObject({
      code: 'TOOL_FAILED',
      message: '`npm ci` ended with status 1: command sh -c node-gyp rebuild',
    });
  });

  it('names a script that is not there', () => {
    expect(failure('run', 'npm error Missing script: "biuld"')).toMatchObject({
      code: 'NOT_FOUND',
      message: '`npm run` found no script "biuld" in package.json.',
    });
  });

  it('believes nothing that a script prints', () => {
    for (const command of ['run', 'test']) {
      expect(failure(command, 'npm error code E401', 'npm error 401 Unauthorized')).toBeUndefined();
    }
    expect(failure('ci', '  npm error code E401')).toBeUndefined();
  });
});
