// Starts the step as it should not be: each entry breaks the clause that it is named after, and as little else as it can.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

const { env } = process;
let args = process.argv.slice(2);
const out = env.STEPYARD_OUT ?? '';
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const result = (change) =>
  existsSync(`${out}/result.json`) && replace('result.json', change(json(`${out}/result.json`)));
const replace = (name, value) => {
  writeFileSync(`${out}/${name}.tmp`, JSON.stringify(value));
  renameSync(`${out}/${name}.tmp`, `${out}/${name}`);
};
const failure = (change) =>
  result((old) => (old.failure ? { ...old, failure: { ...old.failure, ...change } } : old));
const secret = () =>
  env.INPUT_TOKEN || (env.INPUT_TOKEN_FILE ? readFileSync(env.INPUT_TOKEN_FILE, 'utf8') : '');
const end = (status) => process.exit(status);
const refuse = (when, status = 2) => when && end(status);
const tool = (more, options) =>
  spawn(process.execPath, ['-e', 'setTimeout(() => {}, 700)', ...more], { stdio: 'ignore', ...options });
const claim = () => readdirSync('/step/claims').find((name) => name.endsWith('.json')) ?? '';
const rewriteClaim = (change) =>
  claim() &&
  writeFileSync(`/step/claims/${claim()}`, JSON.stringify(change(json(`/step/claims/${claim()}`))));
const entries = (change) =>
  existsSync(`${out}/artifacts.json`) && replace('artifacts.json', json(`${out}/artifacts.json`).map(change));

const wrongs = {
  N3: { before: () => writeFileSync('/needs-a-writable-root', '') },
  I1: { before: () => env.INPUT_FETCHDEPTH_FILE && delete env.INPUT_FETCHDEPTH },
  I2: { before: () => delete env.INPUT_FETCHDEPTH },
  I3: {
    before: () =>
      refuse(Object.entries(env).some(([name, value]) => name.startsWith('INPUT_') && value === '')),
  },
  I4: {
    before: () =>
      refuse(env.INPUT_FETCHDEPTH_FILE && readFileSync(env.INPUT_FETCHDEPTH_FILE, 'utf8').endsWith('\n')),
  },
  I5: {
    before: () => {
      if (env.INPUT_FETCHDEPTH) env.INPUT_FETCHDEPTH = String(Number.parseInt(env.INPUT_FETCHDEPTH, 10));
    },
  },
  I6: { before: () => env.INPUT_TAGS === '[' && delete env.INPUT_TAGS },
  I7: { before: () => delete env.INPUT_AUTH__TOKEN },
  I8: { before: () => refuse(args.includes('--fetch-depth')) },
  I9: {
    before: () => {
      args = [];
    },
  },
  I11: {
    before: () => {
      args = args.filter((arg) => !arg.startsWith('--token'));
    },
  },
  I12: { before: () => delete env.INPUT_SURELYUNKNOWN },
  I14: { before: () => env.INPUT_FETCHDEPTH === 'no-such-value' && delete env.INPUT_SURELYUNKNOWN },
  I15: { before: () => refuse(env.INPUT_NAME?.includes('${{')) },
  V1: { before: () => refuse(!env.STEPYARD_OUT, 1) },
  V2: { before: () => refuse(env.STEPYARD_EVENT && env.STEPYARD_EVENT !== '/step/in/event.json', 1) },
  V4: { before: () => tool([], {}) },
  D1: {},
  D2: { before: () => refuse(env.INPUT_PATH?.startsWith('/app/'), 1) },
  D3: { before: () => delete env.INPUT_PATH },
  D4: {
    before: () => refuse(env.STEPYARD_CACHE_THINGS && env.STEPYARD_CACHE_THINGS !== '/step/cache/things', 1),
  },
  D5: {
    before: () => env.STEPYARD_CACHE_THINGS_BASE && writeFileSync(`${env.STEPYARD_CACHE_THINGS_BASE}/x`, ''),
  },
  D6: { before: () => refuse(existsSync(`${env.STEPYARD_CACHE_THINGS}/garbage`), 1) },
  D7: { before: () => writeFileSync('.netrc', `password ${secret()}\n`) },
  E4: {
    before: () => env.INPUT_NAME && execFileSync('sh', ['-c', `echo ${env.INPUT_NAME}`], { stdio: 'ignore' }),
  },
  O2: {
    before: () => {
      mkdirSync('/tmp/out');
      env.STEPYARD_OUT = '/tmp/out';
    },
    after: () =>
      readdirSync('/tmp/out')
        .filter((name) => name.endsWith('.json'))
        .map((name) => writeFileSync(`${out}/${name}`, readFileSync(`/tmp/out/${name}`))),
  },
  O3: { after: () => replace('outputs.json', { surprise: 1 }) },
  O5: {
    after: () => {
      mkdirSync(`${out}/outputs`, { recursive: true });
      writeFileSync(`${out}/outputs/1 of them`, 'x');
    },
  },
  O7: { after: () => writeFileSync(`${out}/summary.md`, `with ${secret()}`) },
  A3: { after: () => entries((entry) => ({ ...entry, name: '../outside' })) },
  A4: { after: () => entries(({ sha256: _, ...entry }) => entry) },
  A5: { after: () => entries((entry) => ({ ...entry, offset: entry.offset + 1 })) },
  C1: { after: () => claim() && renameSync(`/step/claims/${claim()}`, '/step/claims/my effect.json') },
  C2: { after: () => rewriteClaim(() => ({})) },
  C3: { after: () => rewriteClaim((entry) => ({ ...entry, key: 'mine' })) },
  C4: {
    before: () =>
      existsSync('/step/claims/greet.json') &&
      json('/step/claims/greet.json').attempt === 2 &&
      delete env.STEPYARD_CLAIM,
  },
  C5: {
    before: () =>
      refuse(existsSync('/step/claims/greet.json') && json('/step/claims/greet.json').state === 'done', 1),
  },
  T2: { stop: () => end(1) },
  T4: {
    before: () => {
      const { deadline: _, ...facts } = json(env.STEPYARD_TASK);
      writeFileSync('/tmp/task.json', JSON.stringify(facts));
      env.STEPYARD_TASK = '/tmp/task.json';
    },
  },
  W1: { after: () => result(({ wait: _, ...rest }) => rest) },
  W2: { before: () => refuse(env.STEPYARD_STATE, 70) },
  W6: { after: (status) => (status === 143 ? 0 : status) },
  W4: { before: () => end(79) },
  R1: { after: () => result(({ finishedAt: _, ...rest }) => rest) },
  R2: { after: () => failure({ message: 'x'.repeat(5000) }) },
  R3: { after: () => failure({ code: 'OOM' }) },
  R5: { after: () => writeFileSync('/dev/termination-log', 'done') },
  F1: { after: () => failure({ code: 'OOPS' }) },
  X1: { after: (status) => (status === 2 ? 1 : status) },
  L3: { before: () => tool([secret()], { env: {} }) },
};

const { before, after, stop } = wrongs[env.BREAKS];
delete env.BREAKS;
before?.();
const child = spawn(process.execPath, ['/stepyard/main.js', ...args], { stdio: 'inherit' });
process.on('SIGTERM', () => (stop ? stop() : child.kill('SIGTERM')));
child.on('exit', (status, signal) => {
  const own = after?.(status);
  if (env.STEPYARD_OUT === '/tmp/out') rmSync('/tmp/out', { recursive: true });
  end(typeof own === 'number' ? own : signal ? 143 : status);
});
