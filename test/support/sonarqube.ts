import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.ts';

const version = '25.12.0.117093';
const archive = join(
  homedir(),
  `.m2/repository/org/sonarsource/sonarqube/sonar-application/${version}/sonar-application-${version}.zip`,
);
const fetching = `mvn dependency:get -Dtransitive=false -Dartifact=org.sonarsource.sonarqube:sonar-application:${version}:zip`;
/** `nobody`: its Elasticsearch does not run as root. */
const unprivileged = { uid: 65_534, gid: 65_534 };

export interface SonarqubeOptions {
  /** Where it listens; absent: on loopback. */
  readonly address?: string;
  /** The analysers that are needed: the rules of all the others are most of a start. */
  readonly analysers?: readonly string[];
}

/** A running SonarQube server of the Community edition, empty, with its standard quality gate. */
export interface Sonarqube extends AsyncDisposable {
  readonly url: string;
  /** A token that may analyse every project. */
  readonly token: string;
  /** Asks the web API as its administrator. */
  admin(method: 'GET' | 'POST', path: string, query?: Readonly<Record<string, string>>): Promise<unknown>;
}

/**
 * Gives a server: the one of STEPYARD_SONAR_URL (with STEPYARD_SONAR_ADMIN, `name:password`), or one with few
 * analysers, started in a directory of its own, which takes one to four minutes and 2.5 GB of memory.
 */
export async function startSonarqube(options: SonarqubeOptions = {}): Promise<Sonarqube> {
  const { address = '127.0.0.1', analysers = ['javascript'] } = options;
  const { STEPYARD_SONAR_URL: running, STEPYARD_SONAR_ADMIN: account = 'admin:admin' } = process.env;
  if (running) return await signedIn(running, account, async () => undefined);
  if (!existsSync(archive))
    throw new Error(`No SonarQube: set STEPYARD_SONAR_URL, or run \`${fetching}\` (900 MB).`);
  const folder = await mkdtemp(join(tmpdir(), 'stepyard-sonarqube-'));
  const home = join(folder, `sonarqube-${version}`);
  let server: ChildProcess | undefined;
  async function stop(): Promise<void> {
    if (server !== undefined) await end(server);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
  }
  try {
    execFileSync('unzip', ['-q', archive, '-d', folder]);
    const extensions = join(home, 'lib/extensions');
    const kept = ['cayc', ...analysers].map((name) => `sonar-${name}-plugin-`);
    for (const name of readdirSync(extensions)) {
      if (!kept.some((start) => name.startsWith(start))) await rm(join(extensions, name));
    }
    const [web, search, database] = [await freePort(), await freePort(), await freePort()];
    await appendFile(join(home, 'conf/sonar.properties'), settings(address, web, search, database));
    const root = process.getuid?.() === 0;
    if (root) execFileSync('chown', ['-R', `${unprivileged.uid}:${unprivileged.gid}`, folder]);
    server = spawn('java', ['-jar', `lib/sonar-application-${version}.jar`], {
      cwd: home,
      env: { PATH: process.env.PATH, HOME: folder, JAVA_HOME: process.env.JAVA_HOME },
      stdio: 'ignore',
      detached: true,
      ...(root ? unprivileged : {}),
    });
    const url = `http://${address}:${web}`;
    await untilUp(url, server);
    return await signedIn(url, 'admin:admin', stop);
  } catch (cause) {
    const said = await readFile(join(home, 'logs/sonar.log'), 'utf8').catch(() => '');
    await stop();
    throw new Error(`SonarQube did not start: ${cause}\n${said.slice(-2_000)}`, { cause });
  }
}

async function signedIn(url: string, account: string, stop: () => Promise<void>): Promise<Sonarqube> {
  const admin = asAdmin(url, account);
  const name = `tests-${randomBytes(4).toString('hex')}`;
  const made = await admin('POST', 'user_tokens/generate', { name, type: 'GLOBAL_ANALYSIS_TOKEN' });
  const { token }: { token: string } = JSON.parse(JSON.stringify(made));
  return { url, token, admin, [Symbol.asyncDispose]: stop };
}

function settings(address: string, web: number, search: number, database: number): string {
  return [
    '',
    `sonar.web.host=${address}`,
    `sonar.web.port=${web}`,
    'sonar.search.host=127.0.0.1',
    `sonar.search.port=${search}`,
    `sonar.embeddedDatabase.port=${database}`,
    'sonar.search.javaOpts=-Xmx512m -Xms512m',
    ...['web', 'ce', 'search'].map((part) => `sonar.${part}.javaAdditionalOpts=-XX:TieredStopAtLevel=1`),
    'sonar.telemetry.enable=false',
    'sonar.updatecenter.activate=false',
    '',
  ].join('\n');
}

async function untilUp(url: string, server: ChildProcess): Promise<void> {
  for (let seconds = 0; seconds < 840; seconds += 2) {
    if (server.exitCode !== null) throw new Error(`SonarQube ended with status ${server.exitCode}.`);
    const answer = await fetch(`${url}/api/system/status`).catch(() => undefined);
    const said = await answer?.text().catch(() => '');
    if (said?.includes('"status":"UP"')) return;
    await delay(2_000);
  }
  throw new Error('SonarQube was not up within fourteen minutes.');
}

function asAdmin(url: string, account: string): Sonarqube['admin'] {
  const authorization = `Basic ${Buffer.from(account).toString('base64')}`;
  return async (method, path, query = {}) => {
    const answer = await fetch(`${url}/api/${path}?${new URLSearchParams(query)}`, {
      method,
      headers: { authorization },
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}

async function end(server: ChildProcess): Promise<void> {
  const { pid } = server;
  if (pid === undefined) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  if (server.exitCode === null && server.signalCode === null) {
    server.kill('SIGTERM');
    await Promise.race([gone, delay(60_000)]);
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}
