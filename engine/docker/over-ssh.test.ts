import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEngine } from './engine.ts';
import { sshWords } from './over-ssh.ts';

const home = mkdtempSync(join(tmpdir(), 'stepyard-over-ssh-'));
const socket = join(home, 'engine.sock');
let connections = 0;
const server = createServer((_, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ Name: 'far', ServerVersion: '20.10', NCPU: 2, MemTotal: 3 }));
});
server.on('connection', () => {
  connections += 1;
});

beforeAll(() => new Promise<void>((resolve) => server.listen(socket, resolve)));
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(home, { recursive: true });
});

describe('engine/docker/over-ssh', () => {
  it('asks nothing of people, and lets no part of an address become an option', () => {
    const batch = ['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=30', '-o', 'ServerAliveInterval=30'];
    const dial = ['docker', 'system', 'dial-stdio'];
    expect(sshWords(new URL('ssh://build.example'))).toEqual([...batch, '--', 'build.example', ...dial]);
    expect(sshWords(new URL('ssh://-oProxyCommand=x@[::1]:2222/run/user/1/docker.sock'))).toEqual([
      ...batch,
      ...['-l', '-oProxyCommand=x', '-p', '2222', '--', '::1'],
      ...['docker', '--host', 'unix:///run/user/1/docker.sock', 'system', 'dial-stdio'],
    ]);
  });

  it('asks an engine by a program named `ssh`, and the next question by the same one', async () => {
    const far = `require('node:net').connect(${JSON.stringify(socket)})`;
    const PATH = program(`#!${process.execPath}\nprocess.stdin.pipe(${far}).pipe(process.stdout);\n`);
    const engine = findEngine({ DOCKER_HOST: 'ssh://me@far.example', PATH });
    expect(await engine.facts()).toMatchObject({ address: 'ssh://me@far.example', host: 'far' });
    await (await engine.docker()).info();
    expect(connections).toBe(1);
  });

  it.each([
    [
      'Host key verification failed.',
      'Sign in once by hand and compare the key of the host, so that it stands in known_hosts. One that has changed may be an attack.',
    ],
    [
      'me@far.example: Permission denied (publickey).',
      'Load a key that the host knows into the SSH agent, or name it in ~/.ssh/config.',
    ],
    [
      'bash: line 1: docker: command not found',
      'Install the `docker` command there: `docker system dial-stdio` is the way in.',
    ],
    [
      'ssh: connect to host far.example port 22: Connection refused',
      'Start it, or name another one in DOCKER_HOST (unix, tcp with DOCKER_CERT_PATH, ssh).',
    ],
  ])('says why there is none: %s', async (line, hint) => {
    const PATH = program(`#!/bin/sh\necho 'a warning' >&2\necho '${line}' >&2\nexit 255\n`);
    await expect(findEngine({ DOCKER_HOST: 'ssh://me@far.example', PATH }).facts()).rejects.toMatchObject({
      message: `No Docker engine answers at ssh://me@far.example: ssh ended with 255: ${line.replace(/\.$/, '')}.`,
      hint,
    });
  });

  it('says that there is no program `ssh`', async () => {
    const engine = findEngine({ DOCKER_HOST: 'ssh://far.example', PATH: '/nowhere' });
    await expect(engine.facts()).rejects.toThrow(
      'No Docker engine answers at ssh://far.example: the program `ssh` was not found.',
    );
  });

  /** A directory for PATH with a program that is called `ssh`. */
  function program(text: string): string {
    const directory = mkdtempSync(join(home, 'bin-'));
    const path = join(directory, 'ssh');
    writeFileSync(path, text);
    chmodSync(path, 0o755);
    return directory;
  }
});
