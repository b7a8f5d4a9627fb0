import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ClauseVerdict, proveConformance, provedClauses } from '@stepyard/engine/conformance';
import { commandError } from '../failure.ts';
import { note, print, printJson } from '../output.ts';
import { paint } from '../show/style.ts';

export interface ProveOptions {
  readonly example?: string;
  readonly clause?: readonly string[];
  readonly workspace?: string;
  readonly network?: boolean;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Proves the contract on an image; gives 1 where a clause is broken. */
export async function prove(image: string, given: ProveOptions): Promise<number> {
  const unknown = given.clause?.find((clause) => !provedClauses.includes(clause));
  if (unknown !== undefined) {
    throw commandError(
      `There is no clause ${JSON.stringify(unknown)} that binds an image.`,
      `There are: ${provedClauses.join(', ')}.`,
    );
  }
  const { clauses, template, example, baseline } = await proveConformance(image, {
    ...(given.example !== undefined && { example: given.example }),
    ...(given.clause !== undefined && { clauses: given.clause }),
    ...(given.network && { network: true }),
    ...(given.workspace !== undefined && { workspaceFiles: filesOf(given.workspace) }),
    onClause: (clause) => (process.stderr.isTTY ? note(`proving ${clause}`) : undefined),
  });
  const broken = clauses.filter(({ verdict }) => verdict === 'broken');
  if (given.json) {
    await printJson({ image, template, example, baseline, clauses });
    return broken.length > 0 ? 1 : 0;
  }
  if (template !== '') await print(`${template}, by its example ${JSON.stringify(example)}: ${baseline}`);
  const shown = given.all ? clauses : broken;
  if (shown.length > 0) await print(shown.map(line).join('\n'));
  const count = (verdict: ClauseVerdict['verdict']) =>
    clauses.filter((one) => one.verdict === verdict).length;
  await print(
    `${count('kept')} clauses kept, ${broken.length} broken, ${count('not seen')} not to be seen in this image.`,
  );
  return broken.length > 0 ? 1 : 0;
}

function line({ clause, verdict, why }: ClauseVerdict): string {
  const colour = verdict === 'broken' ? 'red' : verdict === 'kept' ? 'green' : 'dim';
  return `${clause.padEnd(4)}${paint(colour, verdict)}${why === undefined ? '' : `  ${why}`}`;
}

function filesOf(folder: string): ReadonlyMap<string, Uint8Array> {
  const root = resolve(folder);
  const found = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    found.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(root.length + 1), readFileSync(path)];
    }),
  );
}
