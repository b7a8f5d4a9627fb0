import type { Fields } from '@stepyard/catalog';
import { describe, expect, it } from 'vitest';
import { parseFlags } from './flags.ts';

const title = { en: 'Field', zh: '字段' };

const inputs: Fields = {
  url: { type: 'string', title },
  fetchTags: { type: 'boolean', title },
  noVerify: { type: 'boolean', title },
  useSSHKey: { type: 'boolean', title },
  paths: { type: 'array', title, items: { type: 'string' } },
  properties: { type: 'object', title, additionalProperties: { type: 'string' } },
  auth: {
    type: 'object',
    title,
    cases: {
      basic: {
        fields: {
          userName: { type: 'string', title },
          password: { type: 'string', title, secret: true, writeOnly: true },
        },
      },
    },
  },
};

function parse(...argv: string[]) {
  const { texts, files, entries, help, problems, secrets } = parseFlags({ inputs }, argv);
  return {
    texts: Object.fromEntries(texts),
    files: Object.fromEntries(files),
    entries: Object.fromEntries([...entries].map(([name, map]) => [name, Object.fromEntries(map)])),
    help,
    problems: problems.map(({ code, message, hint }) => `${code}: ${message} ${hint}`),
    secrets,
  };
}

describe('contract/inputs/flags', () => {
  it('knows every name in camelCase and in kebab-case', () => {
    expect(parse('--fetchTags', '--use-ssh-key', '--auth.user-name=me', '--auth', 'basic').texts).toEqual({
      fetchTags: ['true'],
      useSSHKey: ['true'],
      'auth.userName': ['me'],
      auth: ['basic'],
    });
    expect(parse('--useSSHKey', 'false', '--auth.userName', 'me').texts).toEqual({
      useSSHKey: ['false'],
      'auth.userName': ['me'],
    });
  });

  it('switches booleans off with --no-, and nothing else', () => {
    expect(parse('--no-fetchTags', '--no-verify').texts).toEqual({
      fetchTags: ['false'],
      noVerify: ['true'],
    });
    expect(parse('--no-fetch-tags', '--no-no-verify').texts).toEqual({
      fetchTags: ['false'],
      noVerify: ['false'],
    });
    expect(parse('--no-url', '--no-url=x').problems).toEqual([
      'INPUT_UNKNOWN: `--no-` switches a boolean input off, and `url` is none, got "--no-url". ' +
        'Leave `--url` out to leave it at its default.',
    ]);
  });

  it('keeps a value with equals signs, dots and line breaks as it is', () => {
    expect(parse('--url=a=b.c\nd', '--properties.a.b==c', '--paths=', 'x')).toMatchObject({
      texts: { url: ['a=b.c\nd'] },
      entries: { properties: { 'a.b': '=c' } },
    });
  });

  it('refuses unknown flags, short flags, stray words and __proto__', () => {
    const argv = [
      '--fetch-tag',
      '-xz',
      'stray',
      '--__proto__.x=1',
      '--constructor',
      '--url.x=1',
      '--',
      '--url',
    ];
    expect(parse(...argv).problems).toEqual([
      'INPUT_UNKNOWN: No input has the flag "--fetch-tag". Did you mean `--fetchTags`?',
      'INPUT_UNKNOWN: No input has the flag "--__proto__.x". `--help` lists the inputs.',
      'INPUT_UNKNOWN: No input has the flag "--constructor". `--help` lists the inputs.',
      'INPUT_UNKNOWN: No input has the flag "--url.x". Did you mean `--url`?',
      'INPUT_UNKNOWN: No input has the flag "-xz". `--help` lists the inputs.',
      'INPUT_UNKNOWN: A step takes flags only, got the word "--url" after `--`. ' +
        'Write inputs as `--name value`; quote a value that has spaces.',
    ]);
    expect(parse('stray').problems).toEqual([
      'INPUT_UNKNOWN: A step takes flags only, got the word "stray". ' +
        'Write inputs as `--name value`; quote a value that has spaces.',
    ]);
    expect({}).not.toHaveProperty('x');
  });

  it('refuses a secret as a value, and hands it over to be masked', () => {
    expect(parse('--auth.password', 'hunter2')).toMatchObject({
      texts: {},
      problems: [
        'INPUT_INVALID: `auth.password` is secret and cannot be the value of a flag, where other processes can read it. ' +
          'Put it into a file and give `--auth.password-file PATH`, or set INPUT_AUTH__PASSWORD.',
      ],
      secrets: ['hunter2'],
    });
    expect(parse('--auth.password-file', '/p')).toMatchObject({
      files: { 'auth.password': '/p' },
      problems: [],
    });
  });

  it('refuses a flag without its value', () => {
    expect(parse('--url', '--fetchTags').problems).toEqual([
      'INPUT_INVALID: `--url` needs a value, got none. ' +
        'Write `--url=VALUE`; a value that starts with a dash needs the equals sign.',
    ]);
    expect(parse('--url=-x').texts).toEqual({ url: ['-x'] });
  });

  it('refuses a single value given twice', () => {
    expect(parse('--url=a', '--url', 'b', '--paths=a', '--paths=b')).toMatchObject({
      texts: { paths: ['a', 'b'] },
      problems: [
        'INPUT_INVALID: `--url` can be given once, got 2 values: "a", "b". Leave all but one of them out.',
      ],
    });
  });

  it('asks for help by --help or -h', () => {
    expect(parse('--help')).toMatchObject({ help: true, problems: [] });
    expect(parse('-h', '--url=x')).toMatchObject({ help: true, texts: { url: ['x'] }, problems: [] });
    expect(parse('--', '--help').help).toBe(false);
  });
});
