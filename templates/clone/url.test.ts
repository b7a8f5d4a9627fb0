import { describe, expect, it } from 'vitest';
import { quoteUrl, readUrl, sameRepository } from './url.ts';

describe('templates/clone/url', () => {
  it.each([
    ['https://git.example/team/app.git', 'https', 'git.example', '/team/app.git'],
    ['https://git.example:8443/team/app', 'https', 'git.example:8443', '/team/app'],
    ['HTTPS://GIT.example/Team/App.git', 'https', 'git.example', '/Team/App.git'],
    ['http://127.0.0.1:3000/app.git', 'http', '127.0.0.1:3000', '/app.git'],
    ['http://[::1]:3000/app.git', 'http', '[::1]:3000', '/app.git'],
    ['https://git.example/~user/app.git', 'https', 'git.example', '/~user/app.git'],
    ['https://git.example/a%20b/app.git', 'https', 'git.example', '/a%20b/app.git'],
    ['ssh://git@git.example/team/app.git', 'ssh', 'git.example', '/team/app.git'],
    ['ssh://git.example:2222/app.git', 'ssh', 'git.example:2222', '/app.git'],
    ['git@git.example:team/app.git', 'ssh', 'git.example', 'team/app.git'],
    ['git.example:/srv/git/app.git', 'ssh', 'git.example', '/srv/git/app.git'],
    ['git@[::1]:app.git', 'ssh', '[::1]', 'app.git'],
    ['file:///srv/git/app.git', 'file', '', '/srv/git/app.git'],
    ['file://localhost/srv/git/app.git', 'file', '', '/srv/git/app.git'],
  ])('reads %s', (text, scheme, host, path) => {
    expect(readUrl('url', text)).toMatchObject({ scheme, host, path });
  });

  it('writes addresses for git in one way, without who signs in by http', () => {
    expect(readUrl('url', 'https://ann@git.example:443/团队/app.git')).toEqual({
      href: 'https://git.example/%E5%9B%A2%E9%98%9F/app.git',
      scheme: 'https',
      host: 'git.example',
      username: 'ann',
      path: '/%E5%9B%A2%E9%98%9F/app.git',
    });
    expect(readUrl('url', 'file://localhost/srv/app.git').href).toBe('file:///srv/app.git');
    expect(readUrl('url', 'http://0x7f.1/app.git').host).toBe('127.0.0.1');
  });

  it.each([
    ['ext::sh -c x', 'must not hold spaces, line breaks or invisible characters'],
    ['ext::sh%20x', 'must not name a remote helper (`ext::`, `fd::`)'],
    ['-ux', 'must not start with `-`'],
    ['git://git.example/app.git', 'must be an address by https, http, ssh or file'],
    ['https://git.example/a/../b', 'must not lead upwards with `..`'],
    ['https://git.example', 'must name a repository after the host'],
    ['ssh://-oProxyCommand=x/app.git', 'must name a host'],
  ])('says what is wrong with %j', (text, rule) => {
    const message = `\`url\` ${rule}, got ${quoteUrl(text)}.`;
    expect(() => readUrl('url', text)).toThrow(expect.objectContaining({ message }));
  });

  it('shows no password', () => {
    const text = 'https://ann:hunter2@git.example/app.git';
    expect(() => readUrl('url', text)).toThrow(
      '`url` must not hold a password; the credential belongs in `auth`, got "https://***@git.example/app.git".',
    );
    expect(quoteUrl('ssh://git@git.example/a')).toBe('"ssh://git@git.example/a"');
    expect(quoteUrl('ssh://git:pw@git.example/a')).toBe('"ssh://***@git.example/a"');
  });

  it.each([
    ['https://git.example/team/app.git', 'git@git.example:team/app.git', true],
    ['https://git.example/team/app.git', 'ssh://git@git.example:2222/team/app', true],
    ['https://git.example/Team/App', 'https://GIT.example/team/app.git', true],
    ['https://git.example/team/app', 'https://git.example/team/app2', false],
    ['https://git.example/team/app', 'https://other.example/team/app', false],
    ['file:///a/b.git', 'file:///a/b', true],
    ['file:///a/b', 'file:///A/b', false],
  ])('compares %s and %s', (one, other, same) => {
    expect(sameRepository(readUrl('url', one), readUrl('url', other))).toBe(same);
  });
});
