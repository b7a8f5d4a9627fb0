import type { Command, Launch } from '../launch.ts';

/** How a tool answers instead of being run. */
export interface FakeAnswer {
  /** The start of the command line in whole words (`git fetch`), or a pattern on the line as a whole. */
  readonly command: string | RegExp;
  readonly stdout?: string;
  readonly stderr?: string;
  /** Default 0. */
  readonly status?: number;
  /** Does what the tool would do besides printing, for instance makes files. */
  run?(call: ToolCall): void | Promise<void>;
  /** Does not end before it is told to, as on cancel. */
  readonly hangs?: true;
}

export interface ToolCall {
  readonly tool: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string | undefined;
}

export interface FakeExec {
  readonly launch: Launch;
  /** In order. */
  readonly calls: readonly ToolCall[];
}

/**
 * Answers in the place of tools. Of several answers that fit, each is used once in their order, the last one
 * again and again. What no answer fits fails the step.
 */
export function fakeExec(answers: readonly FakeAnswer[]): FakeExec {
  const calls: ToolCall[] = [];
  const used = new Set<FakeAnswer>();
  async function launch(command: Command, output: Parameters<Launch>[1]): ReturnType<Launch> {
    const line = [command.tool, ...command.args].join(' ');
    const fitting = answers.filter((answer) => fits(answer, line));
    const answer = fitting.find((one) => !used.has(one)) ?? fitting.at(-1);
    if (answer === undefined) {
      const known = answers.map(({ command: one }) => `\`${one}\``).join(', ');
      throw new Error(`fakeExec has no answer to \`${line}\`; it has ${known === '' ? 'none' : known}.`);
    }
    used.add(answer);
    const call = { ...command, stdin: textOf(command.stdin) };
    calls.push(call);
    await answer.run?.(call);
    if (answer.stdout !== undefined) output('stdout', Buffer.from(answer.stdout));
    if (answer.stderr !== undefined) output('stderr', Buffer.from(answer.stderr));
    return running(answer);
  }
  return { launch, calls };
}

function running({ status = 0, hangs }: FakeAnswer): Awaited<ReturnType<Launch>> {
  const ended = Promise.withResolvers<{ status: number | null; signal: string | null }>();
  let alive = hangs === true;
  if (!alive) ended.resolve({ status, signal: null });
  return {
    ended: ended.promise,
    alive: () => alive,
    signal(name) {
      alive = false;
      ended.resolve({ status: null, signal: name });
    },
  };
}

function fits({ command }: FakeAnswer, line: string): boolean {
  if (typeof command !== 'string') return command.test(line);
  return line === command || line.startsWith(`${command} `);
}

function textOf(stdin: Command['stdin']): string | undefined {
  return stdin === undefined || typeof stdin === 'string' ? stdin : Buffer.from(stdin).toString('utf8');
}
