import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place, scripts } from '../test/place.ts';
import { examplesOf } from './examples.ts';
import { program } from './program.ts';

let at: Place;
beforeAll(() => {
  at = makePlace();
});
afterAll(() => at.remove());

const failed = async (...args: string[]) => {
  const { status, out, err } = await at.stepyard(args);
  expect([status, out]).toEqual([2, '']);
  return err;
};

describe('cli/program', () => {
  it('shows its commands in order, each with what it does', async () => {
    const { status, out, err } = await at.stepyard(['--help']);
    expect([status, err]).toEqual([0, '']);
    expect(out).toBe(`Usage: stepyard [options] [command]

Run pipelines of typed steps.

Options:
  -V, --version       print the version
  -h, --help          show help; also behind a command

Pipelines:
  init [folder]       write a first pipeline for the project in a folder
  validate FILE…      say all that is wrong with pipeline files
  plan FILE           show what would run, in which order
  run [file]          run a pipeline and show it while it goes on

What ran:
  runs                list, show, cancel, repeat or delete runs
  artifacts           list, fetch or delete what runs kept
  debug RUN TASK      open a shell where a task failed

Steps:
  catalog             list, show, search and add templates
  step NAME [flags…]  run one template by hand in this directory
  template            write, check, test and build templates of your own
  conformance IMAGE   prove the step contract on an image, clause by clause

This machine:
  doctor              say what each executor lacks on this machine
  cache               list, clear or prune what is kept between runs
  scheduler           go on with all runs until it is stopped
  complete [shell]    print the completion script of a shell

For instance:
  stepyard init
  stepyard run stepyard.yaml
  stepyard runs show demo-1
`);
    const version = await at.stepyard(['--version']);
    expect(version).toEqual({ status: 0, out: '0.1.0\n', err: '' });
  });

  it('gives every command an example', () => {
    const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
    const without = all(program()).filter(
      (command) => command.commands.length === 0 && examplesOf(command).length === 0,
    );
    expect(without.map((command) => command.name())).toEqual([]);
  });

  it('names the nearest command, option and choice', async () => {
    expect(await failed('vlidate')).toBe('stepyard: Unknown command `vlidate`.\n  Did you mean validate?\n');
    expect(await failed('runs', 'lsit')).toBe('stepyard: Unknown command `lsit`.\n  Did you mean list?\n');
    expect(await failed('run', 'x.yaml', '--inptu', 'a=b')).toBe(
      'stepyard: Unknown option `--inptu`.\n  Did you mean --input?\n',
    );
    expect(await failed('runs', 'list', '--limit', 'many')).toBe(
      'stepyard: Option `--limit <n>` argument `many` is invalid. It must be a whole number of at least 1.\n  See `stepyard --help`, or `--help` behind the command.\n',
    );
    expect(await failed('runs', 'list', '--state', 'gone')).toContain(
      'It must be one of queueing, waiting, running',
    );
    expect(await failed('run', 'x.yaml', '--project', '../x')).toBe(
      'stepyard: `--project` must be a name of at most 100 characters without `/`, got "../x".\n  Name it as you like, for instance --project shop.\n',
    );
  });

  it('ends quietly when nobody reads on; a run goes on to its end', async () => {
    at.write({ 'many.yaml': scripts('many', { count: 'seq 1 20000; echo done > ../../../../counted' }) });
    const run = at.start(['run', 'many.yaml']);
    await run.until(/count │ 10\n/);
    run.child.stdout?.destroy();
    const { status, err } = await run.ended;
    expect([status, err]).toEqual([0, '']);
    const list = at.start(['runs', 'logs', 'many-1']);
    list.child.stdout?.destroy();
    expect(await list.ended).toMatchObject({ status: 0, err: '' });
  });
});
