import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { findEngine } from './engine.ts';

describe('engine/docker/engine', () => {
  it('says that no engine answers, and where it asked', async () => {
    const engine = findEngine({ DOCKER_HOST: 'unix:///nowhere/docker.sock' });
    await expect(engine.facts()).rejects.toMatchObject({
      message:
        'No Docker engine answers at unix:///nowhere/docker.sock: connect ENOENT /nowhere/docker.sock.',
      hint: 'Start it, or name another one in DOCKER_HOST (unix, tcp with DOCKER_CERT_PATH, ssh).',
    });
  });

  it('asks an engine by tcp for its facts, and again after a failure', async () => {
    let answers = 0;
    const server = createServer((_, response) => {
      answers += 1;
      response.statusCode = answers === 1 ? 500 : 200;
      const facts = { Name: 'vm', ServerVersion: '20.10', Architecture: 'x86_64', OperatingSystem: 'Linux' };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answers === 1 ? { message: 'no' } : { ...facts, NCPU: 2, MemTotal: 3 }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const DOCKER_HOST = `tcp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const engine = findEngine({ DOCKER_HOST });
    await expect(engine.facts()).rejects.toThrow(
      `No Docker engine answers at ${DOCKER_HOST}: it answered 500: no.`,
    );
    expect(await engine.facts()).toMatchObject({
      host: 'vm',
      version: '20.10',
      cpus: 2,
      address: DOCKER_HOST,
    });
    server.close();
  });
});
