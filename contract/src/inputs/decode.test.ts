import type { Fields } from '@stepyard/catalog';
import { describe, expect, it } from 'vitest';
import { decodeInputs } from './decode.ts';
import { parseFlags } from './flags.ts';

const t = (en: string) => ({ en, zh: '字段' });

const inputs: Fields = {
  url: { type: 'string', title: t('URL'), default: 'https://git.example/r' },
  ref: { type: 'string', title: t('Ref'), optional: true },
  depth: { type: 'integer', title: t('Depth'), optional: true },
  rate: { type: 'number', title: t('Rate'), optional: true },
  fetchTags: { type: 'boolean', title: t('Tags'), optional: true },
  paths: { type: 'array', title: t('Paths'), items: { type: 'string' }, optional: true },
  ports: { type: 'array', title: t('Ports'), items: { type: 'integer' }, optional: true },
  properties: {
    type: 'object',
    title: t('Properties'),
    additionalProperties: { type: 'string' },
    optional: true,
  },
  proxy: {
    type: 'object',
    title: t('Proxy'),
    properties: { host: { type: 'string', title: t('Host') }, port: { type: 'integer', title: t('Port') } },
    optional: true,
  },
  servers: {
    type: 'array',
    title: t('Servers'),
    items: {
      type: 'object',
      properties: {
        id: { type: 'string', title: t('Id') },
        password: { type: 'string', title: t('Password'), secret: true, writeOnly: true },
      },
    },
    optional: true,
  },
  auth: {
    type: 'object',
    title: t('Credential'),
    default: 'none',
    cases: {
      none: { fields: {} },
      token: { fields: { token: { type: 'string', title: t('Token'), secret: true, writeOnly: true } } },
      basic: {
        fields: {
          username: { type: 'string', title: t('User') },
          password: { type: 'string', title: t('Password'), secret: true, writeOnly: true },
        },
      },
    },
  },
};

function decode(
  given: { argv?: readonly string[]; env?: Record<string, string>; files?: Record<string, string> } = {},
) {
  const { argv = [], env = {}, files = {} } = given;
  const readFile = (path: string): string => {
    const content = files[path];
    if (content === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
    return content;
  };
  return decodeInputs({ name: 'sample', inputs }, { flags: parseFlags({ inputs }, argv), env, readFile });
}

function sentences(given: Parameters<typeof decode>[0]): readonly string[] {
  return decode(given).problems.map(({ code, message, hint }) => `${code}: ${message} ${hint}`);
}

describe('contract/inputs/decode', () => {
  it('takes a flag before a variable, a variable before a file', () => {
    const env = { INPUT_REF: 'variable', INPUT_REF_FILE: '/ref' };
    const files = { '/ref': 'file\n', '/flag': 'flag file' };
    expect(decode({ env, files, argv: ['--ref', 'flag', '--ref-file', '/flag'] }).values.ref).toBe('flag');
    expect(decode({ env, files, argv: ['--ref-file', '/flag'] }).values.ref).toBe('flag file');
    expect(decode({ env, files }).values.ref).toBe('variable');
    expect(decode({ env: { ...env, INPUT_REF: '' }, files }).values.ref).toBe('file');
    expect(decode({ env: { INPUT_REF_FILE: '' }, files }).values).not.toHaveProperty('ref');
  });

  it('leaves a text what it is, whatever it looks like', () => {
    for (const text of ['1.10', '0123456', '1e10', 'true', 'null', '0x10', ' a ', '[1', '${{ a }}']) {
      expect(decode({ env: { INPUT_REF: text } }).values.ref).toBe(text);
      expect(decode({ argv: [`--ref=${text}`] }).values.ref).toBe(text);
    }
  });

  it('reads whole numbers strictly', () => {
    expect(decode({ env: { INPUT_DEPTH: '-7' } }).values.depth).toBe(-7);
    for (const text of ['one', '1.0', '007', '1e3', ' 1', '+1', '0x1', '9007199254740993']) {
      expect(sentences({ env: { INPUT_DEPTH: text } })).toEqual([
        `INPUT_INVALID: \`depth\` must be an integer, got "${text}". Set INPUT_DEPTH to an integer, or leave it out.`,
      ]);
    }
  });

  it('reads numbers and booleans', () => {
    const { values } = decode({ argv: ['--rate=-1.5e-3', '--no-fetch-tags'] });
    expect(values).toMatchObject({ rate: -0.0015, fetchTags: false });
    expect(sentences({ env: { INPUT_RATE: 'Infinity', INPUT_FETCHTAGS: 'yes' } })).toEqual([
      'INPUT_INVALID: `rate` must be a number, got "Infinity". Set INPUT_RATE to a number, or leave it out.',
      'INPUT_INVALID: `fetchTags` must be true or false, got "yes". Set INPUT_FETCHTAGS to true or false, or leave it out.',
    ]);
  });

  it('reads a list as JSON or as a repeated flag', () => {
    expect(decode({ env: { INPUT_PATHS: '["a","b"]' } }).values.paths).toEqual(['a', 'b']);
    expect(decode({ argv: ['--paths', '["a","b"]'] }).values.paths).toEqual(['a', 'b']);
    expect(
      decode({ argv: ['--paths', 'a', '--paths=[b]', '--ports=80', '--ports=81'] }).values,
    ).toMatchObject({
      paths: ['a', '[b]'],
      ports: [80, 81],
    });
    expect(decode({ argv: ['--paths=[ab]*.txt'] }).values.paths).toEqual(['[ab]*.txt']);
    expect(sentences({ env: { INPUT_PATHS: 'a,b' } })).toEqual([
      'INPUT_INVALID: `paths` must be a list as JSON, got "a,b". Correct `INPUT_PATHS`, for instance to ["one", "two"].',
    ]);
  });

  it('reads a map as JSON, by entry, or both', () => {
    const env = { INPUT_PROPERTIES: '{"skipTests":"true","a.b":"1"}' };
    const argv = ['--properties.a.b=2', '--properties.fetch-tags', 'x'];
    expect(decode({ env, argv }).values.properties).toEqual({
      skipTests: 'true',
      'a.b': '2',
      'fetch-tags': 'x',
    });
  });

  it('reads an object as JSON, by field, or both', () => {
    expect(decode({ env: { INPUT_PROXY: '{"host":"h","port":1}' } }).values.proxy).toEqual({
      host: 'h',
      port: 1,
    });
    expect(decode({ env: { INPUT_PROXY: '{"host":"h"}' }, argv: ['--proxy.port=2'] }).values.proxy).toEqual({
      host: 'h',
      port: 2,
    });
    expect(decode({ env: { INPUT_PROXY__HOST: 'h' } }).values.proxy).toEqual({ host: 'h' });
  });

  it('refuses __proto__ wherever it stands', () => {
    expect(sentences({ env: { INPUT_PROPERTIES: '{"__proto__":"x"}' } })).toEqual([
      'INPUT_INVALID: `properties` must not have a key named __proto__, got "{\\"__proto__\\":\\"x\\"}". ' +
        'Correct `INPUT_PROPERTIES`, for instance to {"key": "value"}.',
    ]);
    expect(sentences({ argv: ['--properties.__proto__=x'] })).toEqual([
      'INPUT_UNKNOWN: No input has the flag "--properties.__proto__". Did you mean `--properties`?',
    ]);
  });

  it('chooses a case by the plain name and reads its fields', () => {
    const files = { '/t': 's3cret-token\n' };
    expect(decode({ env: { INPUT_AUTH: 'token', INPUT_AUTH__TOKEN_FILE: '/t' }, files })).toEqual({
      values: { url: 'https://git.example/r', auth: { case: 'token', token: 's3cret-token' } },
      secrets: ['s3cret-token'],
      problems: [],
      secretVariables: [],
    });
    expect(decode({ argv: ['--auth', 'token', '--auth.token-file', '/t'], files }).values.auth).toEqual({
      case: 'token',
      token: 's3cret-token',
    });
    expect(decode().values).toEqual({ url: 'https://git.example/r', auth: { case: 'none' } });
  });

  it('says which cases there are', () => {
    expect(sentences({ argv: ['--auth=tokn', '--auth.username=me'] })).toEqual([
      'INPUT_INVALID: `auth` must be "none", "token" or "basic", got "tokn". Did you mean "token"?',
    ]);
    expect(sentences({ env: { INPUT_AUTH: 'constructor' } })).toEqual([
      'INPUT_INVALID: `auth` must be "none", "token" or "basic", got "constructor". Set INPUT_AUTH to one of them.',
    ]);
  });

  it('refuses a field of a case that was not chosen, and masks it all the same', () => {
    const given = { env: { INPUT_AUTH: 'token', INPUT_AUTH__PASSWORD: 's3cret-word' } };
    expect(sentences(given)).toEqual([
      'INPUT_UNKNOWN: `auth.password` is no field of the case that `auth` is set to, but `INPUT_AUTH__PASSWORD` is given. ' +
        'Set INPUT_AUTH to basic, or leave `INPUT_AUTH__PASSWORD` out.',
      'INPUT_MISSING: `auth.token` must be given. Set INPUT_AUTH__TOKEN_FILE to the path of a file that holds it.',
    ]);
    expect(decode(given).secrets).toEqual(['s3cret-word']);
    expect(decode(given).secretVariables).toEqual(['INPUT_AUTH__PASSWORD']);
  });

  it('accepts a secret as a variable and lists it, also where a flag wins', () => {
    const env = { INPUT_AUTH__TOKEN: 'from-variable', INPUT_AUTH: 'token' };
    const decoded = decode({ env, argv: ['--auth.token-file=/t'], files: { '/t': 'from-file' } });
    expect(decoded.values.auth).toEqual({ case: 'token', token: 'from-file' });
    expect(decoded.secrets).toEqual(['from-file', 'from-variable']);
    expect(decoded.secretVariables).toEqual(['INPUT_AUTH__TOKEN']);
  });

  it('finds the secrets within a list, and shows nothing of one that cannot be read', () => {
    const servers = [
      { id: 'central', password: 's3cret-1' },
      { id: 'other', password: 's3cret-2' },
    ];
    const decoded = decode({ env: { INPUT_SERVERS: JSON.stringify(servers) } });
    expect(decoded.values.servers).toEqual(servers);
    expect(decoded.secrets).toEqual(['s3cret-1', 's3cret-2']);
    expect(decoded.secretVariables).toEqual(['INPUT_SERVERS']);
    const broken = decode({ env: { INPUT_SERVERS: '[{"password":"s3cret-3"' } });
    expect(broken.problems.map(({ message }) => message)).toEqual([
      '`servers` must be a list as JSON, got a secret text.',
    ]);
    expect(broken.secrets).toEqual(['[{"password":"s3cret-3"']);
  });

  it('names the known variable that is nearest to an unknown one', () => {
    expect(
      sentences({ env: { INPUT_FETCH_TAGS: 'true', INPUT_XYZZY: '1', INPUT_EMPTY: '', OTHER: '1' } }),
    ).toEqual([
      'INPUT_UNKNOWN: No input has the variable `INPUT_FETCH_TAGS`. Did you mean `INPUT_FETCHTAGS`?',
      'INPUT_UNKNOWN: No input has the variable `INPUT_XYZZY`. Remove it; `--help` lists the inputs.',
    ]);
  });

  it('takes what was not given from the event, then from the defaults', () => {
    const fields: Fields = {
      url: { type: 'string', title: t('URL'), from: 'event.repository.cloneUrl' },
      ref: { type: 'string', title: t('Ref'), from: 'event.ref', default: 'main' },
    };
    const read = (env: Record<string, string>, event?: unknown) =>
      decodeInputs(
        { name: 'sample', inputs: fields },
        { flags: parseFlags({ inputs: fields }, []), env, readFile: () => '', event },
      );
    const event = { repository: { cloneUrl: 'https://git.example/event' } };
    expect(read({}, event).values).toEqual({ url: 'https://git.example/event', ref: 'main' });
    expect(read({ INPUT_URL: 'https://git.example/own' }, { ...event, ref: 'refs/tags/v1' }).values).toEqual({
      url: 'https://git.example/own',
      ref: 'refs/tags/v1',
    });
    expect(read({}).problems).toEqual([
      {
        code: 'INPUT_MISSING',
        path: ['url'],
        message: '`url` must be given.',
        hint: 'Set INPUT_URL to text.',
      },
    ]);
  });

  it('says which file cannot be read', () => {
    expect(sentences({ env: { INPUT_REF_FILE: '/none' } })).toEqual([
      'INPUT_INVALID: `ref` is given by the file "/none", which cannot be read: ENOENT: no such file or directory. ' +
        'Correct the path in `INPUT_REF_FILE`, or make the file readable.',
    ]);
  });

  it('says of an input that an earlier task gives in a pipeline where it comes from', () => {
    const image: Fields = { image: { type: 'string', title: t('Image'), from: 'tasks.image' } };
    const flags = parseFlags({ inputs: image }, []);
    const [problem] = decodeInputs(
      { name: 'ship', inputs: image },
      { flags, env: {}, readFile: () => '' },
    ).problems;
    expect(problem).toMatchObject({
      code: 'INPUT_MISSING',
      message: '`image` must be given.',
      hint: expect.stringMatching(/ In a pipeline it is the output `image` of an earlier task\.$/),
    });
  });
});
