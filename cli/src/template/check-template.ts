import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { check, type Manifest, manifestProblems } from '@stepyard/catalog';
import { commandError } from '../failure.ts';
import { print, printJson } from '../output.ts';
import { readFolder } from './read-folder.ts';

/** Says all that is wrong with a template's declaration and folder; gives the manifest where nothing is. */
export async function checkTemplate(given: string, { json = false } = {}): Promise<Manifest> {
  const { folder, manifest } = await readFolder(given);
  const problems = [
    ...manifestProblems(manifest),
    ...manifest.examples.flatMap((example) =>
      check(manifest, example.with, { expressions: true }).map(
        ({ message }) => `The example ${JSON.stringify(example.title.en)}: ${message}`,
      ),
    ),
    ...(manifest.examples.length === 0
      ? ['`examples` must have at least one: tests and conformance run it.']
      : []),
    ...(existsSync(join(folder, 'Dockerfile'))
      ? []
      : ['There is no Dockerfile: without an image it runs on this machine only.']),
  ];
  if (problems.length > 0) throw commandError(problems.join('\n'), `Correct the files in ${given}.`);
  const fields = `${count(manifest.inputs, 'input')}, ${count(manifest.outputs, 'output')}`;
  if (json) await printJson(manifest);
  else await print(`${manifest.name} ${manifest.version} is sound: ${fields}.`);
  return manifest;
}

function count(fields: object, word: string): string {
  const { length } = Object.keys(fields);
  return `${length} ${word}${length === 1 ? '' : 's'}`;
}
