import { afterAll, describe, expect, it } from 'vitest';
import { findEngine } from '../../docker/engine.ts';
import { containerTest } from './container-test.ts';
import { labelNames, openPlace } from './place.ts';

const test = containerTest();
const image = 'stepyard/base:node24';

const lookUp = {
  image,
  program: {
    command: [
      'node',
      '-e',
      "require('node:http').get('http://db:8080', (r) => { r.pipe(process.stdout); r.on('end', () => process.exit(5)); })",
    ],
  },
};

const made: string[] = [];
afterAll(async () => {
  const docker = await findEngine().docker();
  for (const id of made) await docker.getImage(id).remove({ force: true });
});

describe('engine/executors/docker/services', () => {
  it('T1.6: has a service answer on its name before the task begins, and ends it when the task has failed', async () => {
    const server =
      "setTimeout(() => require('node:http').createServer((q, s) => s.end('from ' + process.env.WHO + process.env.SECRET)).listen(8080), 500)";
    const service = await serviceImage(server);
    const request = test.request('', {
      start: lookUp,
      services: [
        { name: 'db', image: service, env: { WHO: 'db ' }, secretEnv: { SECRET: 'planted' }, ports: [8080] },
      ],
    });
    const { exit, log } = await test.run(request);
    expect([exit.status, log]).toEqual([5, 'from db ***']);
    expect(await left()).toEqual([]);
  });

  it('fails the task where a service ends, with its last line', async () => {
    const service = await serviceImage("console.log('no room'); process.exit(3)");
    const { exit } = await test.run(
      test.request('', {
        start: lookUp,
        services: [{ name: 'db', image: service, env: {}, secretEnv: {}, ports: [8080] }],
      }),
    );
    expect(exit.result?.failure).toMatchObject({
      code: 'UNREACHABLE',
      message: `The service \`db\` (${service}) ended with status 3. Its last line: "no room".`,
    });
    expect(await left()).toEqual([]);
  });

  /** Containers of services and networks of tasks that are still there. */
  async function left(): Promise<string[]> {
    const docker = await findEngine().docker();
    const label = [`${labelNames.place}=${openPlace(`${test.home}/place`).id}`, `${labelNames.role}=service`];
    const containers = await docker.listContainers({ all: true, filters: { label } });
    const networks = await docker.listNetworks({ filters: { label } });
    return [...containers.map(({ Id }) => Id), ...networks.map(({ Name }) => Name)];
  }

  /** An image that runs a Node program by itself. */
  async function serviceImage(program: string): Promise<string> {
    const docker = await findEngine().docker();
    const container = await docker.createContainer({
      Image: image,
      Entrypoint: ['node'],
      Cmd: ['-e', program],
    });
    const { Id } = await container.commit({ changes: [] });
    await container.remove();
    made.push(Id);
    return Id;
  }
});
