// A Node process that is up before it is needed: it waits until it is told what to run, or that nobody needs it.
import { closeSync, readFileSync } from 'node:fs';
import Module from 'node:module';
import { pathToFileURL } from 'node:url';
import type { SpareJob } from './spares.ts';

// What most steps need; loaded so, none of it is wrapped up for imports that may never come.
for (const name of ['child_process', 'fs/promises', 'timers/promises']) process.getBuiltinModule(name);
// What the program will need; a file that belongs to it and begins nothing.
const [, , warm] = process.argv;
if (warm === undefined) process.getBuiltinModule('crypto');
else await import(pathToFileURL(warm).href).catch(() => {});
const text = readFileSync(3, 'utf8');
// What the step starts must not inherit it.
closeSync(3);
if (text === '') process.exit();
const job: SpareJob = JSON.parse(text);
process.chdir(job.directory);
for (const name of Object.keys(process.env)) delete process.env[name];
Object.assign(process.env, job.env);
process.argv.splice(1, process.argv.length, ...job.program);
process.title = `node ${job.program.join(' ')}`;
Module.runMain(job.program[0]);
