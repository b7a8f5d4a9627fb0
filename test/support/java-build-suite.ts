import { expect, it } from 'vitest';
import { brokenGreeter, type greeterBuild, greeterJava, jvmsWith } from './java-project.ts';

export interface JavaBuildSuite extends ReturnType<typeof greeterBuild> {
  /** How its failures call the tool. */
  readonly tool: string;
  /** The inputs by which the tests see these system properties. */
  properties(values: Readonly<Record<string, string>>): Readonly<Record<string, unknown>>;
  /** What the framework says of a greeting that is another one. */
  readonly otherGreeting: string;
  /** Where its compiler names columns. */
  readonly column?: number;
  /** A build whose test takes its time: what it is given besides, and what it prints when it is there. */
  slow(mark: string): { readonly options: readonly string[]; readonly prints: string; readonly jvms: number };
}

/** What every tool that builds Java must do with a project that greets. */
export function testJavaBuild({
  run,
  start,
  tool,
  properties,
  otherGreeting,
  column,
  slow,
}: JavaBuildSuite): void {
  it('says which test failed, where and why', async () => {
    const end = await run(properties({ word: 'Hi' }));
    expect(end.result?.failure).toEqual({
      class: 'user',
      code: 'TESTS_FAILED',
      message: '1 of 3 tests failed: `org.example.GreeterTest › greets`.',
      hint: 'The annotations say where and why; correct the tests or what they test.',
    });
    expect(end.annotations.filter(({ title }) => title !== 'Build file')).toEqual([
      {
        level: 'error',
        title: 'org.example.GreeterTest › greets',
        message: otherGreeting,
        file: 'src/test/java/org/example/GreeterTest.java',
        line: 13,
      },
    ]);
  });

  it('says where the compiler stopped', async () => {
    const end = await run({}, { files: brokenGreeter });
    expect(end.result?.failure).toMatchObject({
      class: 'user',
      code: 'TOOL_FAILED',
      message: `\`${tool}\` could not compile ${greeterJava}:12: ';' expected`,
    });
    const place = { file: greeterJava, line: 12, ...(column !== undefined && { column }) };
    expect(end.annotations).toEqual([
      { level: 'error', title: 'Compiler', message: "';' expected", ...place },
    ]);
  });

  it('ends within its grace when it is told to, and leaves no process behind', async () => {
    const mark = `mark-${process.pid}-${Date.now()}`;
    const { options, prints, jvms } = slow(mark);
    const inputs = { ...properties({ sleep: '600000', mark }), options };
    const step = start(inputs, { task: { graceMs: 5_000 } });
    await step.printed(prints);
    expect(jvmsWith(mark).length).toBeGreaterThanOrEqual(jvms);
    step.kill('SIGTERM');
    const { status, result } = await step.end;
    expect(status).toBe(143);
    expect(result?.failure?.code).toBe('CANCELLED');
    expect(jvmsWith(mark)).toEqual([]);
  });
}
