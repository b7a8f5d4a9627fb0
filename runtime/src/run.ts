import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Exactly, InputsOf, OutputsOf, Template } from '@stepyard/catalog';
import { outFiles, variables, writeAtomic } from '@stepyard/contract';
import { createMasker } from '@stepyard/contract/mask';
import { createConclusion } from './conclusion.ts';
import { createControl } from './control.ts';
import { failedBy } from './failure-text.ts';
import { createGroups } from './groups.ts';
import { informationText } from './information.ts';
import { artifactKeeper } from './keep-artifacts.ts';
import { launch } from './launch.ts';
import { maskValue } from './mask-value.ts';
import { maskOwnOutput } from './own-output.ts';
import { perform } from './perform.ts';
import { watchProcess } from './process-events.ts';
import { createReports } from './reports.ts';
import { readStart } from './start.ts';
import type { Step } from './step.ts';
import { createTemporaries } from './temporary.ts';

const defaultGraceMs = 10_000;

/**
 * The entry of every step: reads what it is given, does the work, and ends the process as the contract says.
 * The work returns exactly the declared outputs.
 */
export async function run<T extends Template, R extends OutputsOf<T>>(
  template: T,
  work: (step: Step<InputsOf<T>>) => Promise<Exactly<R, OutputsOf<T>>>,
): Promise<void> {
  const { argv, env } = process;
  const flags = argv.slice(2);
  if (flags.length > 0) {
    const text = informationText(template, flags, env);
    if (text !== undefined) return void process.stdout.write(text);
  }
  const masker = createMasker();
  const output = maskOwnOutput(masker);
  const groups = createGroups();
  const out = env[variables.out] === '' ? undefined : env[variables.out];
  if (out !== undefined) mkdirSync(out, { recursive: true });
  const job =
    out === undefined && env.GITHUB_OUTPUT ? (await import('./github-job.ts')).githubJob(env) : undefined;
  const conclude = createConclusion({
    manifest: template,
    masker,
    output,
    out,
    giveOutputs: job?.giveOutputs,
  });
  const writeOut = (file: string, content: string) => {
    if (out !== undefined) writeAtomic(join(out, file), content);
    else job?.giveReport(file, content);
  };
  const start = readStart(template, { argv: flags, env, cwd: process.cwd(), event: job?.event }, masker);
  if ('failure' in start) return exit(conclude({ status: 'failed', failed: start }));

  const deadline = start.task?.deadline;
  const control = createControl({
    graceMs: start.task?.graceMs ?? defaultGraceMs,
    deadline: deadline === undefined ? undefined : Date.parse(deadline),
  });
  watchProcess({
    stop: control.stop,
    force(reason) {
      groups.kill();
      exit(conclude({ status: 'aborted', failed: failedBy(reason) }));
    },
    exit(reason) {
      groups.kill();
      process.exitCode = conclude({ status: 'failed', failed: failedBy(reason) });
    },
  });
  const ending = await perform<InputsOf<T>>(
    {
      ...start,
      manifest: template,
      env,
      masker,
      log: output,
      launch,
      control,
      groups,
      temporaries: createTemporaries(),
      reports: createReports(writeOut, masker, start.workspace),
      keepState: (state) => writeOut(outFiles.state, JSON.stringify(maskValue(masker, state))),
      collect: artifactKeeper(
        {
          ...start,
          env,
          note: (text) => output.write('stderr', masker.mask(`warning: ${text}\n`)),
          mask: (secret) => void masker.add(secret),
          masked: masker.mask,
        },
        (entries) => writeOut(outFiles.artifacts, JSON.stringify(maskValue(masker, entries))),
      ),
    },
    work,
  );
  exit(conclude(ending));
}

function exit(status: number): never {
  process.exit(status);
}
