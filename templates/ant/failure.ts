import { relative, sep } from 'node:path';
import { type FailureCode, StepError } from '@stepyard/contract';
import type { ExecResult } from '@stepyard/runtime';
import { compileErrors, compileFailure } from '@stepyard/runtime/java';
import { oneLine } from '@stepyard/runtime/one-line';

/** What Ant and its tasks say when they fail, in the order in which it is looked for. */
const known: readonly (readonly [pattern: RegExp, code: FailureCode, hint: string])[] = [
  [
    /PKIX path building failed|unable to find valid certification path|No subject alternative/,
    'TLS_UNTRUSTED',
    'Let the platform trust the server’s certificate authority: SSL_CERT_FILE names its certificates.',
  ],
  [
    /HTTP Authorization failure|response code: 40[137]\b|Unauthorized|Auth fail/,
    'AUTH_FAILED',
    'Check the credential that the build file uses, and what it may do there.',
  ],
  [
    /ConnectException|UnknownHostException|SocketTimeoutException|NoRouteToHost|Connection reset|response code: 5\d\d\b/,
    'UNREACHABLE',
    'Check the URL, the proxy, and that this machine may reach it.',
  ],
  [
    /^Target ".*" does not exist in the project /,
    'NOT_FOUND',
    'Check the spelling in `targets`; `ant -p` lists those that there are.',
  ],
  [
    /failed to create task or type|could not be found|ClassNotFoundException/,
    'TOOL_MISSING',
    'Give the jars of the task in `libraries`, or choose an image that has them.',
  ],
];

/** Where Ant stopped: a line of a build file, if it is in the workspace. */
export interface Stop {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Tells Ant's failures apart by what it says below BUILD FAILED; a build that fails is the author's to mend. */
export function explain({ stdout, stderr }: ExecResult, workspace: string): StepError | undefined {
  const text = `${stdout}\n${stderr}`;
  const uncompiled = compileFailure('ant', compileErrors(text, workspace));
  if (uncompiled !== undefined) return uncompiled;
  const block = /^BUILD FAILED\n([\s\S]*?)(?:\n\s*\n|\nTotal time:|$(?![\s\S]))/m.exec(text)?.[1]?.trim();
  if (!block) return undefined;
  const stop = stopIn(block, workspace);
  const words = stop?.message ?? block.split('\n', 1)[0] ?? '';
  const found = known.find(([pattern]) => pattern.test(block));
  const where = stop === undefined ? '' : ` at ${stop.file}:${stop.line}`;
  return new StepError(found?.[1] ?? 'TOOL_FAILED', `\`ant\` failed${where}: ${oneLine(words)}`, {
    hint: found?.[2] ?? 'Its own words are above, before BUILD FAILED.',
  });
}

/** The innermost place of a failure, as one build file calls another. */
export function stopIn(text: string, workspace: string): Stop | undefined {
  const places = [...text.matchAll(/^(\/[^:\n]{1,1000}):(\d{1,7}): (.{0,2000})$/gm)].flatMap(
    ([, path = '', line, message = '']) =>
      path.startsWith(`${workspace}${sep}`)
        ? [{ file: relative(workspace, path), line: Number(line), message: message.trim() }]
        : [],
  );
  return places.at(-1);
}
