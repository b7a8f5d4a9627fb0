import type { Command } from 'commander';
import type { ProveOptions } from '../conformance/prove.ts';
import { withExamples } from '../examples.ts';
import { collect } from '../settings.ts';

/** `stepyard conformance IMAGE`: does an image keep the step contract? */
export function addConformance(program: Command): void {
  const conformance = program
    .command('conformance <image>')
    .description('prove the step contract on an image, clause by clause')
    .option('--example <title>', 'the example to run; else the one that needs least')
    .option('--clause <id>', 'only this clause; may be repeated', collect)
    .option('--workspace <dir>', 'files that the example works on')
    .option('--network', 'let the image reach the network')
    .option('--all', 'show the clauses that it keeps as well')
    .option('--json', 'print the result as JSON');
  withExamples(
    conformance,
    'stepyard conformance greet:0.1.0',
    'stepyard conformance greet:0.1.0 --clause I14 --clause X1',
  ).action(async (image: string, given: ProveOptions) => {
    const { prove } = await import('../conformance/prove.ts');
    process.exitCode = await prove(image, given);
  });
}
