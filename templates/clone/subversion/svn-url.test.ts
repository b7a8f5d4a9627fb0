import { describe, expect, it } from 'vitest';
import { readDefinitions } from './definitions.ts';
import { namesOf } from './facts.ts';
import { readSvnUrl } from './svn-url.ts';

describe('templates/clone/subversion/svn-url', () => {
  it.each([
    ['https://svn.example/team/app/trunk/', 'https://svn.example/team/app/trunk', 'svn.example'],
    ['svn://SVN.example:3691/a@b', 'svn://SVN.example:3691/a@b', 'svn.example:3691'],
    ['svn+ssh://me@svn.example/srv/app', 'svn+ssh://me@svn.example/srv/app', 'svn.example'],
    ['file:///srv/svn/app', 'file:///srv/svn/app', ''],
  ])('reads %s', (text, href, host) => {
    expect(readSvnUrl('url', text)).toMatchObject({ href, host });
  });

  it.each([
    ['', 'must have 1 to 2048 characters'],
    [`https://h/${'a'.repeat(2048)}`, 'must have 1 to 2048 characters'],
    ['svn://h/a b', 'must not hold spaces, line breaks or invisible characters'],
    ['svn://h/a\nb', 'must not hold spaces, line breaks or invisible characters'],
    ['svn://h/a%0ab', 'must not hold encoded control characters'],
    ['svn://h/a\\b', 'must not hold a backslash'],
    ['--config-option=config:tunnels:ssh=touch', 'must be an address by https, http, svn, svn+ssh or file'],
    ['svn+touch://h/a', 'must be an address by https, http, svn, svn+ssh or file'],
    ['ext::sh', 'must be an address by https, http, svn, svn+ssh or file'],
    ['svn://h', 'must be an address by https, http, svn, svn+ssh or file'],
    ['svn+ssh://-oProxyCommand=touch/a', 'must name a host'],
    ['svn://$(id)/a', 'must name a host'],
    ['file://other/a', 'must name an absolute path on this machine'],
    ['svn+ssh://-l@h/a', 'must name no user; `auth` does, and of svn+ssh only in letters and digits'],
    ['https://me:secret@h/a', 'must not hold a password; the credential belongs in `auth`'],
    ['https://h/a?x=1', 'must not hold `?` or `#`'],
    ['svn://h/a/../b', 'must not lead upwards with `..`'],
    ['svn://h/a/%2e%2E/b', 'must not lead upwards with `..`'],
  ])('refuses %j', (text, rule) => {
    expect(() => readSvnUrl('url', text)).toThrow(`\`url\` ${rule}, got `);
  });

  it('names branch and tag by the usual layout', () => {
    expect(namesOf('/app/trunk/lib')).toEqual({ branch: 'trunk' });
    expect(namesOf('/branches/next/lib')).toEqual({ branch: 'next' });
    expect(namesOf('/tags/1.0')).toEqual({ tag: '1.0' });
    expect(namesOf('/elsewhere')).toEqual({});
  });

  it('reads externals in both of their forms', () => {
    const holder = { url: 'svn://h/repo/trunk', root: 'svn://h/repo' };
    const text = [
      '^/libs/a vendor/a',
      '-r 4 ^/libs/b@7 "with space"',
      '../branches/x there',
      '/other/repo other',
      '//k/repo host',
      'old -r5 https://h/x',
      '# a remark',
      '',
    ].join('\n');
    expect(readDefinitions(text, holder)).toEqual([
      { url: 'svn://h/repo/libs/a', path: 'vendor/a', revision: 'HEAD', peg: 'HEAD' },
      { url: 'svn://h/repo/libs/b', path: 'with space', revision: '4', peg: '7' },
      { url: 'svn://h/repo/branches/x', path: 'there', revision: 'HEAD', peg: 'HEAD' },
      { url: 'svn://h/other/repo', path: 'other', revision: 'HEAD', peg: 'HEAD' },
      { url: 'svn://k/repo', path: 'host', revision: 'HEAD', peg: 'HEAD' },
      { url: 'https://h/x', path: 'old', revision: '5', peg: '5' },
    ]);
  });
});
