import { describe, expect, it } from 'vitest';
import type { Format } from './field.ts';
import { formats } from './format.ts';
import { readDuration, readQuantity } from './formats/amount.ts';

const digest = `sha256:${'a'.repeat(64)}`;

const good: Record<Format, string[]> = {
  branch: ['main', 'feature/a-b', 'release-1.2', '修复'],
  cron: ['* * * * *', '*/5 0-6 1,15 jan-mar mon', '0 3 * * 1-5', '@daily', '5 4 * * 7'],
  duration: ['30s', '5m', '1h30m', '2d', '0s', '250ms', '1d2h3m4s5ms'],
  email: ['a@b.example', "o'neil+tag@mail.example", 'a@localhost'],
  'env-name': ['A', '_x', 'MAVEN_OPTS', 'a1'],
  'git-ref': ['main', 'v1.2.0', 'refs/pull/7/head', 'HEAD', 'HEAD'.toLowerCase(), 'a'.repeat(40), 'x@y'],
  'git-url': [
    'https://git.example/app.git',
    'http://127.0.0.1:8080/a.git',
    'https://user:pw@git.example/app.git',
    'ssh://git@git.example:2222/a/b.git',
    'git://git.example/a',
    'svn://svn.example/repo/trunk',
    'svn+ssh://me@svn.example/repo/trunk',
    'file:///srv/git/a.git',
    'git@git.example:team/app.git',
    'git.example:app.git',
    '[::1]:app.git',
    'git@git.example:~user/app.git',
  ],
  host: ['a', 'a.example', '10.0.0.7', '10.0.0.7:5000', '[::1]:443', 'a.example:65535', 'a-b.c1'],
  image: [
    'alpine',
    'alpine:3.20',
    'team/app',
    'registry.example:5000/team/app:1.2',
    `a/b@${digest}`,
    `A.example/b:c@${digest}`,
  ],
  path: ['a', 'a/b.txt', './-a', '/app', '/app/pom.xml', '.', 'a b', '中文/文件', '..a/b'],
  pattern: ['target/*.jar', '/app/**/*.xml', '!a', '{a,b}/[cd]?'],
  quantity: ['1', '0.5', '500m', '2Gi', '1e3', '100k', '3M'],
  semver: ['1.2.3', '0.0.0', '1.0.0-rc.1+build.5', '1.0.0-0a'],
  url: ['https://a.example', 'http://localhost:1/x?y#z', 'HTTPS://A.example'],
};

const bad: Record<Format, string[]> = {
  branch: ['', 'HEAD', 'refs/heads/main', '-x', 'a b', 'a..b', 'a.lock'],
  cron: [
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '*/0 * * * *',
    '@reboot',
    'a * * * *',
    '1- * * * *',
    '\n* * * * *',
  ],
  duration: ['', '5', 's', '5 m', '1m1h', '1.5h', '-5s', '5m\n', 'PT5M'],
  email: ['a', 'a@', '@b', 'a b@c', 'a@b@c', 'A <a@b.example>', '.a@b', 'a..b@c', 'a@b\n', 'a@-b'],
  'env-name': ['', '1a', 'a-b', 'a=b', 'a b', 'é', 'A\n'],
  'git-ref': [
    '',
    '@',
    '-x',
    '--upload-pack=x',
    'a..b',
    'a~1',
    'a^',
    'a:b',
    'a?b',
    'a*b',
    'a[b',
    'a\\b',
    'a@{1}',
    'a//b',
    '/a',
    'a/',
    'a.',
    '.a',
    'a/.b',
    'a.lock',
    'a.lock/b',
    'a b',
    'a\tb',
    'a\nb',
    '\u007f',
  ],
  'git-url': [
    '',
    '-u./payload',
    '--upload-pack=touch x',
    'ext::sh -c touch% x',
    'fd::17',
    'EXT::x',
    'https::https://a.example',
    'transport::a:b',
    'a',
    '/srv/git',
    '../a',
    'ftp://a.example/b',
    'javascript:alert(1)//'.replace(':', '://'),
    'https://-x.example/a',
    'ssh://-oProxyCommand=x/a',
    'ssh://git@-oProxyCommand=x/a',
    'git@-x:a',
    '-git@a:b',
    'a.example:-x',
    'https://a.example/b c',
    'https://a.example/\nb',
    'https://a.example/\u0000',
    'https://',
    ' https://a.example/b',
  ],
  host: [
    '',
    '-a',
    'a-',
    'a b',
    'a_b',
    'a..b',
    'a:',
    'a:b',
    'a:65536',
    'http://a',
    'a/b',
    'user@a',
    `${'a'.repeat(64)}`,
    'a\n',
    `${'a.'.repeat(127)}aa`,
  ],
  image: [
    '',
    'A',
    'a b',
    '-a',
    'a:',
    'a@b',
    'a:b:c',
    'https://a/b',
    'a/',
    'a@sha256:abc',
    'a\n',
    `${'a'.repeat(513)}`,
  ],
  path: [
    '',
    '..',
    '../a',
    'a/../b',
    'a/..',
    '/etc/passwd',
    '/application',
    '/app/../etc',
    '-rf',
    'a\u0000b',
    'a\nb',
    'a\\..\\b',
  ],
  pattern: ['', '../*', '/etc/*', '!', '!../a', '-a', '*\n'],
  quantity: ['', '1 Gi', 'Gi', '-1', '1g', '1KiB', '0x1', '1e', '.5', '1\n'],
  semver: ['1', '1.2', 'v1.2.3', '01.2.3', '1.2.3-', '1.2.3-01', '1.2.3 ', '1.2.3\n'],
  url: [
    '',
    'a.example',
    'ftp://a',
    'file:///a',
    'https://',
    'https://a b',
    'https://a\\b',
    '//a',
    'javascript:alert(1)',
    'https://a\n',
  ],
};

describe('catalog/src/format', () => {
  it.each(Object.entries(formats))(
    '%s accepts what is right and refuses what is not',
    (name, { fits, examples }) => {
      const known = Object.entries(good).find(([format]) => format === name)?.[1] ?? [];
      const hostile = Object.entries(bad).find(([format]) => format === name)?.[1] ?? [];
      expect([...known, ...examples].filter((text) => !fits(text))).toEqual([]);
      expect(hostile.filter(fits)).toEqual([]);
      expect(known.length).toBeGreaterThan(2);
    },
  );

  it('decides long hostile texts at once', () => {
    const long = ['a', '-', '.', 'a-', 'a.', '1', 'a/', '*,', '0', ' ', 'a:'].map((part) =>
      part.repeat(50_000),
    );
    for (const { fits } of Object.values(formats))
      for (const text of long) expect(fits(`${text}!`)).toBeTypeOf('boolean');
  });

  it('reads durations and quantities', () => {
    expect(readDuration('1d2h3m4s5ms')).toBe(93_784_005);
    expect(readDuration('0s')).toBe(0);
    expect(readDuration('soon')).toBeUndefined();
    expect(['500m', '2Gi', '1Ki', '3k', '1e3', '2', '1.5M'].map(readQuantity)).toEqual([
      0.5,
      2 ** 31,
      1024,
      3000,
      1000,
      2,
      1.5e6,
    ]);
    expect(readQuantity('much')).toBeUndefined();
  });
});
