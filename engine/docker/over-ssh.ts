import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';

type Environment = Readonly<Record<string, string | undefined>>;

/** What `ssh` is given of the environment: where it and its keys are, who asks, what it asks people with. */
const inherited = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'TMPDIR', 'XDG_RUNTIME_DIR'],
  ...['SSH_AUTH_SOCK', 'KRB5CCNAME'],
];

/** Nothing is asked of people, so a host whose key is not known is refused; one that is silent is given up. */
const settings = ['BatchMode=yes', 'ConnectTimeout=30', 'ServerAliveInterval=30'];

/** Argument vector of `ssh` for an address whose parts were checked. */
export function sshWords({ username, hostname, port, pathname }: URL): readonly string[] {
  const socket = pathname === '' || pathname === '/' ? [] : ['--host', `unix://${pathname}`];
  return [
    ...['-T', ...settings.flatMap((setting) => ['-o', setting])],
    ...(username === '' ? [] : ['-l', decodeURIComponent(username)]),
    ...(port === '' ? [] : ['-p', port]),
    ...['--', hostname.replace(/^\[|\]$/g, ''), 'docker', ...socket, 'system', 'dial-stdio'],
  ];
}

/**
 * Reaches an engine as the `docker` command does: by the `ssh` of this machine, so that its configuration, keys and
 * known hosts are what counts. A connection is used again by the next request.
 */
export function sshAgent(words: readonly string[], environment: Environment): Agent {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 4 });
  return Object.assign(agent, { createConnection: () => connection(words, environment) });
}

/** For what the far side has yet to be sent when nobody here waits any more. */
const leavingMs = 30_000;
const idleMs = 5_000;
const longestSaid = 4_000;

/** A stream to the engine, with what the HTTP agent expects of a socket. */
function connection(words: readonly string[], environment: Environment): Duplex {
  const env = Object.fromEntries(inherited.map((name) => [name, environment[name]]));
  const child = spawn('ssh', [...words], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const { stdin, stdout, stderr } = child;
  let answered = false;
  let said = '';
  const duplex = new Duplex({
    read: () => void stdout.resume(),
    // That it has ended is told by its end, and better.
    write: (chunk, _, done) => void stdin.write(chunk, () => done()),
    final: (done) => void stdin.end(done),
    destroy(error, done) {
      leave(child);
      done(error);
    },
  });
  stdin.on('error', () => {});
  stdout.on('data', (bytes) => {
    answered = true;
    if (!duplex.push(bytes)) stdout.pause();
  });
  stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-longestSaid);
  });
  child.on('error', (error) => duplex.destroy(error));
  child.on('close', (status, signal) => {
    if (status === 0) duplex.push(null);
    else duplex.destroy(ended(status ?? signal, said, answered));
  });
  let idle: NodeJS.Timeout | undefined;
  return Object.assign(duplex, {
    setKeepAlive: () => duplex,
    setNoDelay: () => duplex,
    setTimeout: () => duplex,
    // The agent has a request for it.
    ref() {
      clearTimeout(idle);
      hold(child, 'ref');
    },
    // The agent keeps it for the next one.
    unref() {
      hold(child, 'unref');
      idle = setTimeout(() => duplex.destroy(), idleMs).unref();
    },
  });
}

/** Its end is told to the far side, which then ends; what was written before gets there. */
function leave(child: ChildProcessWithoutNullStreams): void {
  child.stdin.end();
  child.stdout.destroy();
  hold(child, 'unref');
  setTimeout(() => child.kill(), leavingMs).unref();
}

/** Says whether this process waits for it. */
function hold(child: ChildProcessWithoutNullStreams, how: 'ref' | 'unref'): void {
  child[how]();
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    if (stream instanceof Socket) stream[how]();
  }
}

function ended(how: number | string | null, said: string, answered: boolean): Error {
  const line = said.trim().split('\n').at(-1)?.trim().replace(/\.$/, '') ?? '';
  return Object.assign(new Error(`ssh ended with ${how}${line === '' ? '' : `: ${line}`}`), {
    code: answered ? 'ECONNRESET' : 'ECONNREFUSED',
  });
}
