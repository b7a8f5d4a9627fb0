import { relative, sep } from 'node:path';
import { type FailureCode, StepError } from '@stepyard/contract';
import type { ExecResult } from '@stepyard/runtime';
import { compileErrors, compileFailure } from '@stepyard/runtime/java';
import { oneLine } from '@stepyard/runtime/one-line';

/** What Gradle, its resolver and its wrapper print, in the order in which it is looked for. */
const known: readonly (readonly [pattern: RegExp, code: FailureCode, hint: string])[] = [
  [
    /PKIX path building failed|unable to find valid certification path|No subject alternative/,
    'TLS_UNTRUSTED',
    'Let the platform trust the repository’s certificate authority: SSL_CERT_FILE names its certificates.',
  ],
  [
    /status code 40[137]\b|response code: 40[137]\b/,
    'AUTH_FAILED',
    'Check `servers`: the build reads the properties <id>Username and <id>Password; `mirror` is for the mirror.',
  ],
  [
    /status code 429\b|response code: 429\b/,
    'RATE_LIMITED',
    'The repository wants fewer requests; it is tried again later.',
  ],
  [/status code 409\b/, 'CONFLICT', 'That version is there already: raise the version.'],
  [/offline mode/, 'NOT_FOUND', 'Run once without `offline`, so that the cache holds it.'],
  [
    /^Could not find \S+:\S+|^Plugin \[.*\] was not found|status code 404\b|FileNotFoundException: https?:/,
    'NOT_FOUND',
    'Check its coordinates, and that `mirror` or the build names the repository that has it.',
  ],
  [
    /status code 4\d\d\b|response code: 4\d\d\b/,
    'REJECTED',
    'Check what the repository takes: releases or snapshots, and whether a version may be replaced.',
  ],
  [
    /status code 5\d\d\b|response code: 5\d\d\b|\brefused\b|Connection reset|timed out|UnknownHost|Name or service not known|name resolution|nodename nor servname|No route to host|Premature end/i,
    'UNREACHABLE',
    'Check the repository’s URL, the proxy, and that this machine may reach it.',
  ],
  [
    /^(?:Task|Project) '.*' not found in /,
    'NOT_FOUND',
    'Check the spelling in `tasks`; `gradle tasks --all` lists those that there are.',
  ],
];

/** Tells Gradle's failures apart by what it says went wrong; a build that fails is the author's to mend. */
export function explain({ stdout, stderr }: ExecResult, workspace: string): StepError | undefined {
  const text = `${stdout}\n${stderr}`;
  const tampered = /Expected checksum: '([^']*)'\s+Actual checksum: '([^']*)'/.exec(text);
  if (tampered !== null) {
    const [, wanted, found] = tampered;
    return new StepError(
      'POLICY_REFUSED',
      `The distribution of the wrapper must have the SHA-256 ${wanted}, it has ${found}.`,
      {
        hint: 'Do not run it: compare with https://gradle.org/release-checksums/, then correct the wrong one.',
      },
    );
  }
  const fetching = /^Exception in thread "main" (.+)$/m.exec(text)?.[1];
  if (fetching !== undefined) return told('The wrapper could not get its Gradle', [oneLine(fetching)]);
  const uncompiled = compileFailure('gradle', compileErrors(text, workspace));
  if (uncompiled !== undefined) return uncompiled;
  const wrong = whatWentWrong(text);
  if (wrong.length === 0) return undefined;
  const place = scriptPlace(text, workspace);
  return told(
    place === undefined ? '`gradle` failed' : `\`gradle\` failed at ${place.file}:${place.line}`,
    wrong,
  );
}

function told(what: string, lines: readonly string[]): StepError {
  const match = known.find(([pattern]) => lines.some((line) => pattern.test(line)));
  const telling = match && lines.findLast((line) => match[0].test(line));
  const [first = '', last = first] = [lines[0], lines.at(-1)];
  const words = telling ?? (last === first ? first : `${first.replace(/\.$/, '')}: ${last}`);
  return new StepError(match?.[1] ?? 'TOOL_FAILED', `${what}: ${oneLine(words)}`, {
    hint: match?.[2] ?? 'Its own words are above, below “What went wrong”.',
  });
}

/** The sentences of the first block of reasons, outermost first. */
function whatWentWrong(text: string): string[] {
  const block = /^\* What went wrong:\n([\s\S]*?)\n\n?\* /m.exec(text)?.[1] ?? '';
  return block
    .split('\n')
    .filter((line, index) => index === 0 || /^\s*> /.test(line))
    .map((line) => line.replace(/^[\s>]+/, '').trim())
    .filter((line) => line !== '');
}

/** Where a script of the build stopped, if it is in the workspace. */
export function scriptPlace(text: string, workspace: string): { file: string; line: number } | undefined {
  const [, path = '', line] =
    /^(?:Build|Settings|Initialization|Script) file '([^'\n]+)' line: (\d{1,7})$/m.exec(text) ?? [];
  return path.startsWith(`${workspace}${sep}`)
    ? { file: relative(workspace, path), line: Number(line) }
    : undefined;
}
