import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileConfig } from '@stepyard/engine';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleManifest } from '../../engine/testing/sample-template.ts';
import { startGitHttp } from '../support/git-http.ts';
import { makeRepository } from '../support/git-repository.ts';
import { logOf, type ProcessScheduler, processScheduler } from '../support/process-scheduler.ts';
import { findNeedles, needles, sampleSecrets, spellings } from '../support/sample-secrets.ts';

const secrets = sampleSecrets();
const names = [...secrets.keys()];
const forbidden = needles(secrets);
const dataDir = scratchDirectory();
const aside = scratchDirectory();
const repository = makeRepository();
const secretOf = (name: string) => secrets.get(name) ?? '';

/**
 * Given to steps of templates, not to the scripts: they print them because the repository says them. No file is
 * called so, as a step masks the names in a pack by what it was given itself.
 */
const tokens = { clone: 'S12', npm: 'S20' };
const grouped = names.slice(34, 45);
const bound = names.filter((name) => !grouped.includes(name) && !Object.values(tokens).includes(name));

/** Prints all variables of the names in every spelling, whole and in pieces, and leaves them wherever it can. */
const leak = `
import { mkdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
${spellings.toString()}
const values = { ...JSON.parse(readFileSync('tokens.json', 'utf8')) };
for (const [name, value] of Object.entries(process.env)) if (/^S\\d\\d$/.test(name)) values[name] = value;
if (Object.keys(values).length !== 50) throw new Error('there must be 50');
mkdirSync('leaks', { recursive: true });
let all = '';
for (const [name, value] of Object.entries(values)) {
  for (const [spelling, text] of Object.entries(spellings(value))) {
    all += name + ' ' + spelling + ' <' + text + '>\\n';
    const file = text.replace(/[\\/\\0\\r\\n]/g, '');
    if (name in process.env && file === text && Buffer.byteLength(text) < 250) writeFileSync(join('leaks', file), text);
  }
  if (value.includes('\\n')) for (const line of value.split(/\\r?\\n/)) all += name + ' line  ' + line + '\\n';
  for (const name of ['result.json', 'outputs.json', 'annotations.json']) writeFileSync(name, JSON.stringify(values));
}
writeSync(1, all);
for (let at = 0, bytes = Buffer.from(all), n = 0; at < bytes.length; n++) at += writeSync(1, bytes, at, Math.min(1 + (n * 7) % 61, bytes.length - at));
const list = Object.values(values);
for (let n = 0; n < 50; n++) writeFileSync(join(process.env.STEPYARD_OUTPUTS, 'o' + n), list[n]);
writeFileSync(join(process.env.STEPYARD_OUTPUTS, 'all'), all.slice(0, all.lastIndexOf('\\nS', 40000)));
console.log('printed everything');
`;

/** A step of another language and without our runtime, that reports secrets in all it may write. */
const foreign = `
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
${spellings.toString()}
const out = process.env.STEPYARD_OUT;
const all = Object.entries(process.env).filter(([name]) => /^S\\d\\d$/.test(name)).map(([, value]) => value);
all.push(readFileSync(process.env.INPUT_TOKEN_FILE, 'utf8'));
const texts = all.flatMap((value) => Object.values(spellings(value)));
const write = (name, value) => writeFileSync(join(out, name), typeof value === 'string' ? value : JSON.stringify(value));
write('outputs.json', { jar: texts.join(' '), list: texts, [all[0]]: 1 });
mkdirSync(join(out, 'outputs'), { recursive: true });
for (const text of texts) try { writeFileSync(join(out, 'outputs', text), text); } catch {}
write('status.json', { text: texts[0] });
write('progress.json', { fraction: 0.5, text: texts[0] });
write('summary.md', '# ' + texts.join('\\n'));
write('annotations.json', texts.map((text) => ({ level: 'error', message: text, title: text, file: 'a/' + text, line: 1 })));
write('metrics.prom', all.map((text) => 'm{a=' + JSON.stringify(text) + '} 1').join('\\n'));
write('artifacts.json', all.map((text) => ({ name: text, type: 'file', size: 1, sha256: '0'.repeat(64), pack: text, offset: 0, time: '2026-01-01T00:00:00Z', mode: 420 })));
write('unknown.txt', texts.join('\\n'));
const time = '2026-01-01T00:00:00Z';
const failed = process.env.WAY === 'fail';
if (process.env.WAY === 'suspend' && process.env.STEPYARD_STATE === undefined) {
  write('state.json', { texts });
  write('result.json', { contract: 1, template: 'sample@1.0.0', status: 'suspended', wait: { until: new Date().toISOString(), reason: all[0] }, startedAt: time, finishedAt: time });
  process.exit(79);
}
write('result.json', { contract: 1, template: all[1], status: failed ? 'failed' : 'success', outputs: { list: texts }, timings: { [all[2]]: 1 }, startedAt: time, finishedAt: time,
  ...(failed && { failure: { class: 'user', code: 'TOOL_FAILED', message: all[0] + ' ' + texts[4], hint: texts[2] } }) });
console.error('foreign ' + all[0]);
process.exit(failed ? 1 : 0);
`;

const indent = (text: string, by: number) => text.trim().replace(/^/gm, ' '.repeat(by));
const env = (of: readonly string[]) =>
  `{ ${of.map((name) => `${name}: "\${{ secrets.${name} }}"`).join(', ')} }`;

const stages = (server: string) => `
  - name: leak
    tasks:
      - id: code
        template: clone
        with: { url: "${server}/app.git", ref: main, auth: { case: token, token: "\${{ secrets.${tokens.clone} }}" } }
      - id: package
        template: npm
        allowFailure: true
        with:
          command: { case: run, script: leak }
          registry: ${server}/
          auth: { case: token, token: "\${{ secrets.${tokens.npm} }}" }
      - id: print
        template: script
        env: ${env(bound)}
        config: [vault]
        artifacts: ["leaks/**"]
        with:
          outputs: [all, ${Array.from({ length: 50 }, (_, n) => `o${n}`).join(', ')}]
          script:
            case: inline
            language: node
            text: |
${indent(leak, 14)}
      - id: pieces
        template: script
        env: { S46: "\${{ secrets.S46 }}", S07: "\${{ secrets.S07 }}" }
        with: { script: { case: inline, text: 'set -x; : "$S07"; set +x; printf %.3s "$S07"; printf %s "\${S07#???}"; echo "$S46" | sed "s/^/> /"; echo "$S46" | base64; env' } }
      - id: last
        template: script
        allowFailure: true
        env: { S45: "\${{ secrets.S45 }}" }
        with: { script: { case: inline, text: 'printf "%390s" | tr " " x >&2; printf " cannot use %s\\n" "$S45" >&2; exit 3' } }
      - id: stderr
        template: script
        allowFailure: true
        env: { S06: "\${{ secrets.S06 }}" }
        with: { failOnStderr: true, script: { case: inline, text: 'echo "cannot use $S06" >&2' } }
${['succeed', 'fail', 'suspend']
  .map(
    (way) => `      - id: ${way}
        template: sample
        allowFailure: true
        env: { WAY: ${way}, ${env([...bound.slice(0, 6), 'S50']).slice(2)}
        with: { token: "\${{ secrets.S33 }}" }
`,
  )
  .join('')}`;

/** All files below a directory but those of workspaces. */
function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = relative(directory, join(entry.parentPath, entry.name));
    return entry.isFile() && !/^runs\/[^/]+\/workspace\//.test(path) ? [path] : [];
  });
}

/** Of an artifact pack its index and footer: what the files hold is the script's own. */
function bytesOf(path: string): Buffer {
  const bytes = readFileSync(path);
  return path.endsWith('.pack') ? bytes.subarray(Number(bytes.readBigUInt64LE(bytes.length - 64))) : bytes;
}

let server: Awaited<ReturnType<typeof startGitHttp>>;
let of: ProcessScheduler;
beforeAll(async () => {
  const given = Object.fromEntries(Object.values(tokens).map((name) => [name, secretOf(name)]));
  const npm = { name: 'app', version: '1.0.0', scripts: { leak: 'cat tokens.json .npmrc; env; exit 1' } };
  repository.commit('one', { 'tokens.json': JSON.stringify(given), 'package.json': JSON.stringify(npm) });
  server = await startGitHttp({ root: repository.root, auth: { password: secretOf(tokens.clone) } });
  const step = join(aside, 'foreign.cjs');
  writeFileSync(step, foreign);
  const config = join(aside, 'config.yaml');
  const group = Object.fromEntries(grouped.map((name) => [name, { secret: name }]));
  writeFileSync(config, JSON.stringify({ config: { vault: group } }));
  of = await processScheduler({
    dataDir,
    config: fileConfig(config),
    secrets: {
      get: async (wanted) => new Map(wanted.map((name) => [name, secretOf(name)])),
    },
    more: [{ manifest: sampleManifest, start: { command: [process.execPath, step] } }],
  });
});
afterAll(async () => {
  await server.close();
  repository[Symbol.dispose]();
});

describe('test/pipelines/secrets', () => {
  it('is given 50 secrets of 8 to 200 characters, which its own search finds in every spelling', () => {
    const lengths = [...secrets.values()].map((value) => [...value].length);
    expect([secrets.size, Math.min(...lengths), Math.max(...lengths)]).toEqual([50, 8, 200]);
    for (const value of secrets.values())
      for (const text of Object.values(spellings(value)))
        expect(findNeedles(Buffer.from(`- ${text} -`), forbidden)).not.toEqual([]);
  });

  it('leaves none of them in what is kept or told of a run, whatever its steps print and report', async () => {
    const { view, told } = await of.run({ name: 'leaky', stages: stages(server.url) });
    const { scheduler } = of;
    const keys = view.tasks.map(({ key }) => key);
    const logs = await Promise.all(keys.map((key) => logOf(scheduler, view.run, key)));
    const shown: Record<string, unknown> = {
      get: view,
      events: told,
      list: await scheduler.list(),
      artifacts: await scheduler.artifacts(view.run),
      ...Object.fromEntries(keys.map((key, n) => [`log of ${key}`, logs[n]])),
    };
    const leaks: string[] = [];
    for (const [name, value] of Object.entries(shown)) {
      for (const text of [JSON.stringify(value), ...(typeof value === 'string' ? [value] : [])]) {
        for (const one of findNeedles(Buffer.from(text), forbidden)) leaks.push(`${name}: ${one}`);
      }
    }
    await scheduler.close();
    const files = filesBelow(dataDir);
    for (const file of files) {
      for (const bytes of [bytesOf(join(dataDir, file)), Buffer.from(file)]) {
        for (const one of findNeedles(bytes, forbidden)) leaks.push(`${file}: ${one}`);
      }
    }
    expect(leaks).toEqual([]);
    const file = (name: string) => files.some((path) => path.startsWith(name));
    expect(
      ['index.sqlite', 'register', 'runs/leaky-1/journal', 'artifacts/', 'processes/'].filter(
        (name) => !file(name),
      ),
    ).toEqual([]);
    expect(
      view.tasks.map(({ key, state, failure }) => [key, failure?.message.replace(/x+/, 'x') ?? state]),
    ).toEqual([
      ['code', 'success'],
      ['package', '`npm run` ended with status 1: cat: .npmrc: No such file or directory'],
      ['print', 'success'],
      ['pieces', 'success'],
      ['last', '`script.sh` ended with status 3: x cannot use ***'],
      ['stderr', '`script.sh` must print nothing to stderr, it printed "cannot use ***".'],
      ['succeed', 'success'],
      ['fail', '*** ***'],
      ['suspend', 'success'],
    ]);
    const log = logs[keys.indexOf('print')] ?? '';
    expect(log).toContain('printed everything');
    expect([...secrets.keys()].filter((name) => !log.includes(`${name} in a URL <***>`))).toEqual([]);
  });
});
