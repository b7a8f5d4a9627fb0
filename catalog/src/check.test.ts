import { describe, expect, it } from 'vitest';
import { sample, words } from '../test/sample.ts';
import { check } from './check.ts';
import { secret, Type } from './type.ts';

const url = 'https://git.example/app.git';

function said(values: unknown, options?: { expressions: boolean }): string[] {
  return check(sample, values, options).map(({ code, message, hint }) => `${code}: ${message} ${hint}`);
}

describe('catalog/src/check', () => {
  it('finds nothing wrong with values that obey', () => {
    expect(said({ url })).toEqual([]);
    expect(
      said({ url, depth: 0, ratio: 1, mode: 'full', quiet: true, note: '五个字符的'.slice(0, 5) }),
    ).toEqual([]);
    expect(
      said({ url, goals: ['a', 'b'], env: { A_B: '' }, server: { host: 'a.example', port: 1 } }),
    ).toEqual([]);
    expect(said({ url, auth: 'none' })).toEqual([]);
    expect(said({ url, auth: { case: 'token', token: 'hunter2' } })).toEqual([]);
  });

  it('names the rule, the value and the variable', () => {
    expect(said({ url, depth: 'one' })).toEqual([
      'INPUT_INVALID: `depth` must be an integer of at least 0, got "one". Set INPUT_DEPTH to an integer of at least 0, or leave it out for 1.',
    ]);
    expect(said({ url: 'ext::sh -c id' })).toEqual([
      'INPUT_INVALID: `url` must be the URL of a Git repository, got "ext::sh -c id". Set INPUT_URL to the URL of a Git repository such as `https://git.example/team/app.git` or `git@git.example:team/app.git`.',
    ]);
    expect(said({ url, mode: 'slow', note: 'far too long' })).toEqual([
      'INPUT_INVALID: `mode` must be one of "fast" or "full", got "slow". Set INPUT_MODE to one of "fast" or "full", or leave it out for "fast".',
      'INPUT_INVALID: `note` must be text of at most 5 characters, got "far too long". Set INPUT_NOTE to text of at most 5 characters, or leave it out.',
    ]);
  });

  it('finds all problems at once, at every depth', () => {
    const values = {
      url,
      depth: -1,
      ratio: 1.5,
      quiet: 'yes',
      goals: ['a', 'a', ''],
      env: { lower: 'x', UPPER: 1 },
      server: { port: 0 },
      auth: { case: 'token', tokn: 'x' },
    };
    expect(check(sample, values).map(({ path, message }) => `${path.join('/')}: ${message}`)).toEqual([
      'depth: `depth` must be an integer of at least 0, got -1.',
      'ratio: `ratio` must be a number from 0 to 1, got 1.5.',
      'quiet: `quiet` must be true or false, got "yes".',
      'goals/1: `goals[1]` must differ from the items before it, is the same as item 0.',
      'goals/2: `goals[2]` must be text of at least 1 character, got "".',
      'env/lower: The names in `env` must match `^[A-Z_]+$`, got "lower".',
      'env/UPPER: `env.UPPER` must be text, got 1.',
      'server/host: `server.host` must be given.',
      'server/port: `server.port` must be an integer from 1 to 65535, got 0.',
      'auth/tokn: `auth.tokn` is not a field of the case `token` of `auth`.',
      'auth/token: `auth.token` must be given.',
    ]);
  });

  it('names the nearest known input', () => {
    expect(said({ url, dpeth: 1, zzz: 1 })).toEqual([
      'INPUT_UNKNOWN: `dpeth` is not an input of `fetch`. Did you mean `depth`?',
      'INPUT_UNKNOWN: `zzz` is not an input of `fetch`. Known are `url`, `depth`, `ratio`, `mode`, `quiet`, `note`, `goals`, `env`, `server` and `auth`.',
    ]);
    expect(check({ name: 'bare', inputs: {} }, { a: 1 })[0]?.hint).toBe('Leave it out.');
  });

  it('reports what is missing, and an empty text where one is needed', () => {
    const missing =
      'INPUT_MISSING: `url` must be given. Set INPUT_URL to the URL of a Git repository such as `https://git.example/team/app.git` or `git@git.example:team/app.git`.';
    expect(said({})).toEqual([missing]);
    expect(said({ url: '' })).toEqual([missing]);
    expect(said({ url: undefined })).toEqual([missing]);
    expect(said({ url, note: '' })).toEqual([]);
  });

  it('refuses containers of another kind', () => {
    expect(
      check(sample, { url, goals: 'a', env: ['a'], server: 'a', auth: 'tokn' }).map(({ message }) => message),
    ).toEqual([
      '`goals` must be a list of 1 to 3 items, got "a".',
      '`env` must be an object of names and values, got a list.',
      '`server` must be an object, got "a".',
      '`auth` must be one of the cases `none` or `token`, got text.',
    ]);
    expect(check(sample, { url, goals: [] })[0]?.message).toBe(
      '`goals` must be a list of 1 to 3 items, got 0.',
    );
    expect(check(sample, { url, auth: { token: 'x' } })[0]?.message).toBe(
      '`auth` must be one of the cases `none` or `token`, got an object.',
    );
    expect(check(sample, { url, auth: 'token' })[0]?.message).toBe('`auth.token` must be given.');
    expect(check(sample, null).map(({ message, hint }) => [message, hint])).toEqual([
      ['The inputs must be an object.', 'Write each input as `name: value`.'],
    ]);
  });

  it('keeps names of the language itself apart', () => {
    const values: unknown = JSON.parse(
      '{"url": "https://a.example/b", "__proto__": 1, "env": {"__proto__": "x"}}',
    );
    expect(
      check(
        { ...sample, inputs: { ...sample.inputs, env: Type.Map(Type.String(), { title: words }) } },
        values,
      ).map(({ message }) => message),
    ).toEqual([
      '`__proto__` is not an input of `fetch`.',
      'The names in `env` must differ from `__proto__`, got "__proto__".',
    ]);
    expect(said({ url, constructor: 1 })[0]).toContain('`constructor` is not an input of `fetch`.');
    expect(check(sample, { url, auth: 'toString' })[0]?.message).toContain('must be one of the cases');
  });

  it('shows no secret, wherever it was put by mistake', () => {
    const planted = 'hunter2-hunter2';
    const misplaced = [
      { url, auth: planted },
      { url, auth: { case: planted } },
      { url, auth: [planted] },
      { url, auth: { case: 'token', token: { nested: planted } } },
      { url: `https://user:${planted}@git.example/a b` },
      { url: `https://${planted}@git.example/a b` },
      { url: `https://user:with/slash-and@${planted}@git.example/a b` },
      { url: `https://user:slash/${planted}@git.example/a b` },
    ];
    for (const values of misplaced) expect(said(values).join()).not.toContain('hunter2');
    expect(said({ url, auth: { case: 'token', token: 5 } })).toEqual([
      'INPUT_INVALID: `auth.token` must be text, got a number. Set INPUT_AUTH__TOKEN_FILE to the path of a file that holds it.',
    ]);
  });

  it('shows values on one line, or none of a long one, with invisible characters written out', () => {
    expect(check(sample, { url: 'a\n\u202e\u001b[31mx' })[0]?.message).toBe(
      '`url` must be the URL of a Git repository, got "a\\n\\u202e\\u001b[31mx".',
    );
    const [problem] = check(sample, { url: `a\n\u202e\u001b[31m${'x'.repeat(200)}` });
    expect(problem?.message).toBe(
      `\`url\` must be the URL of a Git repository, got a text of 208 characters.`,
    );
  });

  it('accepts expressions anywhere in authored values, and there only', () => {
    const expression = '${{ inputs.any }}';
    const authored = {
      depth: expression,
      goals: expression,
      env: { NAME: `a-${expression}` },
      server: expression,
      mode: expression,
      auth: { case: 'token', token: '${{ secrets.T }}' },
    };
    expect(said(authored, { expressions: true })).toEqual([]);
    expect(said({ auth: { case: expression } }, { expressions: true })).toEqual([]);
    expect(said({ url, depth: expression })).toHaveLength(1);
    expect(said({ note: '$${{ x }}' }, { expressions: true })[0]).toContain('got "$${{ x }}"');
  });

  it('lets an author leave out what an event brings, and refuses a secret that is written out', () => {
    expect(said({}, { expressions: true })).toEqual([]);
    expect(said({ auth: { case: 'token', token: 'hunter2' } }, { expressions: true })).toEqual([
      'INPUT_INVALID: `auth.token` must be a reference to a secret, got text. Write `${{ secrets.NAME }}`.',
    ]);
    expect(said({ depth: 'x' }, { expressions: true })).toEqual([
      'INPUT_INVALID: `depth` must be an integer of at least 0, got "x". Write an integer of at least 0 or an expression `${{ … }}`, or leave it out for 1.',
    ]);
    expect(said({ goals: [1] }, { expressions: true })[0]).toContain(
      'Write text of at least 1 character or an expression',
    );
  });

  it('refuses an expression in a text that is code', () => {
    const script = { name: 'script', inputs: { text: Type.String({ title: words, literal: true }) } };
    expect(check(script, { text: 'echo ${{ event.ref }}' }, { expressions: true })).toEqual([
      {
        code: 'INPUT_INVALID',
        path: ['text'],
        message: '`text` must stand as it is, without an expression: it is code.',
        hint: 'Hand the value over as a variable: `env: { NAME: ${{ … }} }`.',
      },
    ]);
    expect(check(script, { text: 'echo $${{ event.ref }}' }, { expressions: true })).toEqual([]);
    expect(check(script, { text: 'echo ${{ event.ref }}' })).toEqual([]);
  });

  it('gives a list that holds secrets as a file', () => {
    const servers = Type.Array(Type.Object({ password: secret({ title: words }) }, {}), { title: words });
    expect(check({ name: 'x', inputs: { servers } }, { servers: [{ password: 1 }, 2] })).toEqual([
      {
        code: 'INPUT_INVALID',
        path: ['servers', 0, 'password'],
        message: '`servers[0].password` must be text, got a number.',
        hint: 'Correct it in INPUT_SERVERS_FILE.',
      },
      {
        code: 'INPUT_INVALID',
        path: ['servers', 1],
        message: '`servers[1]` must be an object, got a number.',
        hint: 'Correct it in INPUT_SERVERS_FILE.',
      },
    ]);
  });
});
