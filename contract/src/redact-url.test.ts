import { describe, expect, it } from 'vitest';
import { redactUrl } from './redact-url.ts';

describe('contract/redact-url', () => {
  it.each([
    ['https://me:pa55@git.example/r.git', 'https://git.example/r.git'],
    ['https://ghp_token@git.example/r.git', 'https://git.example/r.git'],
    ['https://me:p@ss@git.example/r', 'https://git.example/r'],
    ['https://me:@git.example/r', 'https://git.example/r'],
    ['HTTPS://me:pa55@git.example', 'HTTPS://git.example'],
    ['ssh://git@git.example/r', 'ssh://git@git.example/r'],
    ['ssh://git:pa55@git.example/r', 'ssh://git.example/r'],
    ['git@git.example:me/r.git', 'git@git.example:me/r.git'],
    ['mail to me@git.example', 'mail to me@git.example'],
    ['https://git.example/@scope/name', 'https://git.example/@scope/name'],
    ['https://git.example/?q=a@b', 'https://git.example/?q=a@b'],
    ['https://s3.example/o?X-Amz-Signature=ab12&x=1', 'https://s3.example/o?X-Amz-Signature=***&x=1'],
    ['https://x.example/?a=1&access_token=t0k#f', 'https://x.example/?a=1&access_token=***#f'],
    ['https://x.example/?private-token=t;api_key=k', 'https://x.example/?private-token=***;api_key=***'],
    ['https://x.example/?monkey=1&tokens=2', 'https://x.example/?monkey=1&tokens=2'],
  ])('%s', (text, redacted) => {
    expect(redactUrl(text)).toBe(redacted);
    expect(redactUrl(`fatal: unable to access '${text}': refused`)).toBe(
      `fatal: unable to access '${redacted}': refused`,
    );
  });

  it('redacts every URL of a text', () => {
    expect(redactUrl('http://a:b@x http://c:d@y')).toBe('http://x http://y');
  });

  it('takes linear time on long words', () => {
    for (const word of ['a'.repeat(2_000_000), 'a://'.repeat(500_000), '?key='.repeat(400_000)]) {
      expect(redactUrl(word).length).toBeGreaterThan(0);
    }
  });
});
