import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileConfig, firstConfig, noConfig, readConfigFile } from './config-file.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stepyard-config-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function file(text: string): Promise<string> {
  const path = join(directory, 'config.yaml');
  await writeFile(path, text);
  return path;
}

const whole = `
config:
  database: { host: db.test, port: 5432, password: { secret: DB_PASSWORD } }
files:
  java: "FROM openjdk"
  node: { path: Dockerfile }
connections:
  harbor: { kind: registry, url: https://harbor.test, user: ci, password: { secret: HARBOR } }
environments:
  production:
    cluster: prod
    namespace: shop
    config: { database: { host: db.prod } }
`;

describe('engine/config/config-file', () => {
  it('reads groups, files, connections and environments', async () => {
    await writeFile(join(directory, 'Dockerfile'), 'FROM node');
    const source = fileConfig(await file(whole));
    expect(await source.group('database', undefined)).toEqual({
      host: 'db.test',
      port: 5432,
      password: { secret: 'DB_PASSWORD' },
    });
    expect([await source.file('java'), await source.file('node')]).toEqual(['FROM openjdk', 'FROM node']);
    expect(await source.connection('harbor')).toEqual({
      kind: 'registry',
      url: 'https://harbor.test',
      values: { user: 'ci', password: { secret: 'HARBOR' } },
    });
    expect(await source.environment('production')).toMatchObject({ cluster: 'prod', namespace: 'shop' });
  });

  it('lays the groups of an environment over those of the same name, for its tasks only', async () => {
    const source = fileConfig(await file(whole));
    expect(await source.group('database', 'production')).toMatchObject({ host: 'db.prod', port: 5432 });
    expect(await source.group('database', 'test')).toMatchObject({ host: 'db.test' });
    expect(await source.group('none', 'production')).toBeUndefined();
    expect(await source.group('toString', undefined)).toBeUndefined();
  });

  it('reads settings of a connection at any depth, and says which is no value', async () => {
    const auth = 'auth: { case: token, token: { secret: GIT } }, hosts: [a, b]';
    const source = fileConfig(await file(`connections: { git: { kind: git, ${auth} } }`));
    expect(await source.connection('git')).toEqual({
      kind: 'git',
      values: { auth: { case: 'token', token: { secret: 'GIT' } }, hosts: ['a', 'b'] },
    });
    const path = await file('connections:\n  git:\n    kind: git\n    auth: { token: null }\n');
    await expect(readConfigFile(path)).rejects.toMatchObject({
      message: `${path}:4: \`connections.git.auth.token\` must be a text, a number, true, false, a list, a map or \`{ secret: NAME }\`, got null.`,
    });
  });

  it('reads where artifacts are kept, the key by its name only', async () => {
    const s3 = 'endpoint: http://s3, accessKeyId: id, secretAccessKey: { secret: S3 }, pathStyle: true';
    const source = fileConfig(await file(`artifacts: { store: "s3://bucket/ci", ${s3} }`));
    expect(await source.artifacts?.()).toEqual({
      store: 's3://bucket/ci',
      s3: { endpoint: 'http://s3', pathStyle: true, accessKeyId: 'id', secretAccessKey: { secret: 'S3' } },
    });
    expect(await fileConfig(await file('artifacts: { store: "file:///var/a" }')).artifacts?.()).toEqual({
      store: 'file:///var/a',
    });
    for (const [text, rule] of [
      [
        '{ store: ftp://x }',
        '`artifacts.store` must be `s3://bucket/prefix` or `file:///directory`, got "ftp://x".',
      ],
      [
        '{ store: "s3://b", accessKeyId: a, secretAccessKey: planted }',
        '`artifacts.secretAccessKey` must be `{ secret: NAME }`.',
      ],
    ]) {
      const path = await file(`artifacts: ${text}`);
      await expect(readConfigFile(path)).rejects.toMatchObject({ message: `${path}:1: ${rule}` });
    }
  });

  it('reads the file again when it is asked again', async () => {
    const source = firstConfig(noConfig(), fileConfig(await file('config: { a: { b: 1 } }')));
    expect(await source.group('a', undefined)).toEqual({ b: 1 });
    await file('config: { a: { b: 2 } }');
    expect(await source.group('a', undefined)).toEqual({ b: 2 });
    await file('');
    expect(await source.group('a', undefined)).toBeUndefined();
  });

  it('says what is wrong, and where', async () => {
    const messages: string[] = [];
    for (const text of [
      'configs: {}',
      'config:\n  a: 1',
      'config:\n  a:\n    b: [1]',
      'config:\n  a:\n    b: { secret: X, more: 1 }',
      'connections:\n  c: { url: x }',
      'environments:\n  e:\n    cluster: 3',
      'files:\n  f: { path: nowhere }',
      'a: b: c',
    ]) {
      const path = await file(text);
      const error = await readConfigFile(path).catch((caught: unknown) => caught);
      messages.push(error instanceof Error ? error.message.replaceAll(path, 'F') : '');
    }
    expect(messages).toEqual([
      'F:1: `configs` is not known here; there is config, files, connections, environments, artifacts.',
      'F:2: `config.a` must be a map of names and values, got 1.',
      'F:3: `config.a.b` must be a text, a number, true, false or `{ secret: NAME }`, got [1].',
      'F:3: `config.a.b` must be a text, a number, true, false or `{ secret: NAME }`, got {"secret":"X","more":1}.',
      'F: `connections.c.kind` must be a text such as `registry`.',
      'F:3: `environments.e.cluster` must be a text, got 3.',
      'F:2: `files.f.path` must be the path of a file that can be read, got "nowhere".',
      'F:1: it is no YAML: Nested mappings are not allowed in compact mappings.',
    ]);
  });
});
