import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { outFiles, StepError } from '@stepyard/contract';
import { readGithub, type StepyardEvent } from '@stepyard/events';

type Env = Readonly<Record<string, string | undefined>>;

/** Where no platform of ours started the step, but a GitHub job did. */
export interface GithubJob {
  /** What started the job, if it is of a kind that pipelines know. */
  event(): StepyardEvent | undefined;
  /** Hands the outputs to the job's next steps. */
  giveOutputs(outputs: Readonly<Record<string, unknown>>): void;
  /** Hands what the step reports to the job, as far as the job has a place for it. */
  giveReport(file: string, content: string): void;
}

/**
 * Reads the files that a GitHub job names, as it documents them for container actions.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#environment-files
 */
export function githubJob(env: Env): GithubJob {
  return {
    event: () => eventOf(env),
    giveOutputs(outputs) {
      const file = env.GITHUB_OUTPUT;
      if (file === undefined || file === '') return;
      for (const [name, value] of Object.entries(outputs)) appendFileSync(file, entry(name, value));
    },
    giveReport(file, content) {
      const summary = env.GITHUB_STEP_SUMMARY;
      if (file === outFiles.summary && summary) writeFileSync(summary, content);
    },
  };
}

/** The end mark is random, so that no value can contain it. */
function entry(name: string, value: unknown): string {
  const mark = `end-${randomUUID()}`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `${name}<<${mark}\n${text}\n${mark}\n`;
}

function eventOf({ GITHUB_EVENT_PATH: path, GITHUB_EVENT_NAME: name }: Env): StepyardEvent | undefined {
  if (!path || !name) return undefined;
  const read = readGithub({ 'x-github-event': name }, payloadOf(path), new Date().toISOString());
  return 'event' in read ? read.event : undefined;
}

function payloadOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StepError('INPUT_INVALID', `\`GITHUB_EVENT_PATH\` must name a JSON file: ${reason}.`, {
      hint: 'A GitHub job writes this file; elsewhere, unset the variable.',
      cause,
    });
  }
}
