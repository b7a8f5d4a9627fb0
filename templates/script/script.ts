import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { InputsOf, OutputsOf } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';
import { assertToolVersion } from '@stepyard/runtime/tool-version';
import { type Interpreter, interpreters, languageOf } from './languages.ts';
import { readOutputs } from './outputs.ts';
import type { script } from './template.ts';

type Inputs = InputsOf<typeof script>;

/** More than this is advised against, not refused. */
const advisedBytes = 2_000_000;

/** Runs the author's script with its interpreter, in the task's directory. */
export async function runScript(step: Step<Inputs>): Promise<OutputsOf<typeof script>> {
  const { args, failOnStderr, inherit, interpreterVersion, outputs } = step.inputs;
  const { interpreter, file } = await locate(step);
  if (interpreterVersion !== undefined) await assertInterpreter(step, interpreter, interpreterVersion);
  const directory = await step.temporary();
  const result = await step.exec(interpreter.tool, [...interpreter.args, file, ...args], {
    env: { STEPYARD_OUTPUTS: directory },
    inherit: ['HOME', ...inherit],
    name: basename(file),
    shown: [interpreter.tool, basename(file), ...args].join(' '),
    hint: 'Its own words are above. A script ends with the status of its last command: `set -e` makes it stop at the first that fails.',
  });
  if (failOnStderr && result.stderr !== '') {
    throw new StepError(
      'TOOL_FAILED',
      `\`${basename(file)}\` must print nothing to stderr, it printed ${lastLine(result.stderr)}.`,
      {
        hint: 'Mend what it complains of, or switch `failOnStderr` off.',
      },
    );
  }
  return readOutputs(directory, outputs);
}

async function assertInterpreter(
  step: Step<Inputs>,
  { tool, version: ask }: Interpreter,
  wanted: string,
): Promise<void> {
  if (ask !== undefined) return assertToolVersion(step, { tool, ask, input: 'interpreterVersion', wanted });
  throw new StepError(
    'INPUT_INVALID',
    `\`interpreterVersion\` must be left out for \`${tool}\`, which does not say its version, got ${JSON.stringify(wanted)}.`,
    {
      hint: 'Leave it out, or choose another language.',
    },
  );
}

async function locate(step: Step<Inputs>): Promise<{ interpreter: Interpreter; file: string }> {
  const { script } = step.inputs;
  switch (script.case) {
    case 'inline': {
      const interpreter = interpreters[script.language];
      return { interpreter, file: await put(step, `script${interpreter.ending}`, script.text) };
    }
    case 'upload': {
      const interpreter = interpreters[languageOf(script.name) ?? 'shell'];
      return { interpreter, file: await put(step, script.name, script.content) };
    }
    case 'file': {
      const file = await step.path('script.path', script.path);
      const language = script.language ?? languageOf(file);
      if (language === undefined) throw unknownEnding(script.path);
      await assertFile(file, script.path);
      return { interpreter: interpreters[language], file };
    }
  }
}

/** Outside the workspace, so that it never becomes part of what is built or kept. */
async function put(step: Step<Inputs>, name: string, text: string): Promise<string> {
  const size = Buffer.byteLength(text);
  if (size > advisedBytes) {
    step.warn(`the script has ${size} bytes; more than ${advisedBytes} are better kept in the repository`);
  }
  const directory = join(await step.temporary(), 'script');
  await mkdir(directory, { mode: 0o700 });
  const file = join(directory, name);
  await writeFile(file, text, { mode: 0o600 });
  await chmod(file, 0o700);
  return file;
}

async function assertFile(file: string, given: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile()) return;
  throw new StepError(
    'NOT_FOUND',
    `\`script.path\` must name a file in the workspace, got ${JSON.stringify(given)}.`,
    {
      hint: 'Look at the spelling, and whether a task before it puts the file there.',
    },
  );
}

function unknownEnding(path: string): StepError {
  return new StepError(
    'INPUT_INVALID',
    `\`script.path\` must end in .sh, .bash, .py, .rb, .php, .js, .mjs or .cjs, got ${JSON.stringify(path)}.`,
    {
      hint: 'Or say in `script.language` what it is written in.',
    },
  );
}

function lastLine(text: string): string {
  return JSON.stringify(text.trimEnd().split('\n').at(-1));
}
