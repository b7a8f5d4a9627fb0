import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { writeRecordOnce } from '../../json-record.ts';
import type { StartRequest } from '../executor.ts';
import { createAttempts } from './attempts.ts';
import { beginStep } from './begin.ts';
import { createContext, type DockerExecutorOptions } from './context.ts';
import { filesOf } from './place.ts';
import { inside } from './step-files.ts';

/**
 * Opens a shell at this terminal in a container like the one of a task, on the workspace of its run; gives the shell's
 * exit status. Secret variables are not there, secret files are.
 */
export async function openShell(options: DockerExecutorOptions, request: StartRequest): Promise<number> {
  const closing = new AbortController();
  const context = createContext(options, closing.signal);
  const attempts = createAttempts(context);
  const name = `debug-${crypto.randomUUID().slice(0, 8)}`;
  const { services: _, artifacts: __, ...rest } = request;
  // The init waits for its turn, which never comes: the container stays, and nothing of the task runs.
  const waiting = { ...request.env, STEPYARD_INIT_WAIT: `${inside.memory}/turn` };
  const own: StartRequest = { ...rest, name, env: waiting, caches: [], secretEnv: {} };
  const record = attempts.take(own);
  if (record === undefined) throw new Error(`${name} exists already.`);
  try {
    const files = filesOf(context.place, name);
    const begun = await beginStep({ context, request: own, record, files, signal: closing.signal });
    writeRecordOnce(files.begun, begun);
    return await shellIn((await context.engine.docker()).getContainer(record.container));
  } finally {
    await attempts.remove(record);
    closing.abort();
  }
}

/** With a terminal as `docker exec -it` has one, and like `docker exec -i` where the input is none. */
async function shellIn(container: Docker.Container): Promise<number> {
  const { stdin, stdout, stderr } = process;
  const terminal = stdin.isTTY === true;
  const exec = await container.exec({
    Cmd: terminal ? ['sh', '-i'] : ['sh'],
    Tty: terminal,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Env: [`TERM=${process.env.TERM ?? 'xterm'}`],
  });
  const stream: Duplex = await exec.start({ hijack: true, stdin: true, Tty: terminal });
  const resize = () =>
    void exec.resize({ h: stdout.rows ?? 24, w: stdout.columns ?? 80 }).catch(() => undefined);
  stdin.setRawMode?.(true);
  stdin.pipe(stream);
  if (terminal) {
    stream.pipe(stdout, { end: false });
    stdout.on('resize', resize);
    resize();
  } else container.modem.demuxStream(stream, stdout, stderr);
  try {
    await new Promise<void>((resolve) => stream.once('close', resolve).once('end', resolve));
  } finally {
    stdout.off('resize', resize);
    stdin.unpipe(stream);
    stdin.setRawMode?.(false);
    stdin.pause();
  }
  return (await exec.inspect()).ExitCode ?? 1;
}
