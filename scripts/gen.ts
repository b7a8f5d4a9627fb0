import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { docFiles } from './gen/documents.ts';
import { exampleFiles } from './gen/examples.ts';
import { generatedFiles } from './gen/generated.ts';
import { readCatalog } from './gen/read-catalog.ts';
import { changedFiles, leftOver, remove, write } from './gen/write.ts';
import { root as repository } from './source-files.ts';

// `npm run gen` writes all that follows from the declarations; with --check it only names what is out of date.
// A folder may be named that is laid out like this repository.
const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const root = resolve(positionals[0] ?? repository);
const { catalog, problems } = await readCatalog(root);
const documents = docFiles(root, catalog);
problems.push(...documents.problems);
const files = [...generatedFiles(catalog), ...documents.files, ...exampleFiles(root)];
const changed = changedFiles(root, files);
const old = leftOver(root, files);
if (values.check) {
  const stale = [...changed.map(({ path }) => path), ...old];
  problems.push(...stale.map((path) => `${path} is out of date: run \`npm run gen\`.`));
} else {
  write(root, changed);
  // What a broken declaration stands for stays until it is mended.
  if (problems.length === 0) remove(root, old);
  for (const { path } of changed) console.log(path);
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
