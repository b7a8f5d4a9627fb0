import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StepyardEvent } from '@stepyard/events';
import { recordedEvent, scratchDirectory } from '@stepyard/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRepository } from '../support/git-repository.ts';
import { logOf, type ProcessScheduler, processScheduler } from '../support/process-scheduler.ts';

const canary = join(scratchDirectory(), 'canary');
const run = `touch\${IFS}${canary}`;
const repository = makeRepository();
let of: ProcessScheduler;
beforeAll(async () => {
  of = await processScheduler({ dataDir: scratchDirectory() });
});
afterAll(async () => {
  await of.scheduler.close();
  repository[Symbol.dispose]();
});

const stages = `
  - name: build
    tasks:
      - id: code
        template: clone
        with: { url: "${repository.url}", ref: "\${{ event.ref }}", commit: "\${{ event.commit.id }}" }
      - id: use
        template: script
        env: { MESSAGE: "\${{ tasks.code.outputs.message }}", NAME: "\${{ event.branch || event.tag }}" }
        with:
          args: ["\${{ event.commit.message }}", "\${{ event.ref }}", "\${{ event.commit.author.name }}"]
          outputs: [message, name, text, ref, author]
          script:
            case: inline
            text: |
              put() { printf %s "$2" > "$STEPYARD_OUTPUTS/$1"; }
              put message "$MESSAGE"; put name "$NAME"; put text "$1"; put ref "$2"; put author "$3"
              printf '%s\\n' "$MESSAGE" "$NAME" "$@"
`;

const messages = [
  `\`touch ${canary}\``,
  `$(touch ${canary})`,
  `"; touch ${canary}; echo "`,
  `'; touch ${canary}; echo '`,
  `one\n\ntouch ${canary}\n::set-output name=x::1`,
  `--upload-pack=touch ${canary}`,
  `-e require('fs').writeFileSync('${canary}','')`,
  `\${{ secrets.TOKEN }} \${MESSAGE} %PATH% \\n \\ & | > < * ? # !`,
];

/** As far as git takes them; a name cannot hold blanks, so the commands are written without. */
const refs = [
  `refs/heads/\`${run}\``,
  `refs/heads/$(${run})`,
  `refs/heads/a;${run}`,
  `refs/heads/a'";${run}'"`,
  `refs/heads/-e`,
  `refs/heads/--upload-pack=${run}`,
  `refs/tags/-v1`,
  `refs/tags/$(${run});\`${run}\`"'`,
].filter((ref) => repository.git('check-ref-format', ref) === '');

function eventOf(ref: string, id: string, message: string): StepyardEvent {
  const event = recordedEvent('manual');
  const { branch: _, ...data } = event.data;
  return {
    ...event,
    data: {
      ...data,
      ref,
      ...named(ref),
      commit: { id, message, author: { name: message } },
    },
  };
}

function named(ref: string): { readonly tag: string } | { readonly branch: string } {
  const name = ref.replace(/^refs\/(heads|tags)\//, '');
  return ref.startsWith('refs/tags/') ? { tag: name } : { branch: name };
}

describe('test/pipelines/untrusted-text', () => {
  it('takes nothing from what a script prints, nor from files that it leaves in the workspace', async () => {
    const lines = [
      '::set-output name=x::1',
      '##vso[task.setvariable variable=x;isOutput=true]1',
      'action meta: x=1',
      '::error file=a.js,line=1::no',
      '::add-mask::success',
      "##teamcity[buildStatus status='FAILURE' text='x']",
      '{"contract":1,"status":"failed"}',
      '\u001b]1337;SetUserVar=x=MQ==\u0007',
    ];
    const text = `
import fs from 'node:fs';
const lines = ${JSON.stringify(lines)};
for (const line of lines) { console.log(line); console.error(line); }
const failure = { class: 'user', code: 'TOOL_FAILED', message: 'no', hint: 'no' };
const time = '2026-01-01T00:00:00Z';
const result = { contract: 1, template: 'script@1.0.0', status: 'failed', failure, outputs: { x: '1' }, startedAt: time, finishedAt: time };
const files = { 'result.json': result, 'outputs.json': { x: '1' }, 'artifacts.json': [{ name: 'x' }], 'annotations.json': [{ level: 'error', message: 'no' }] };
for (const [name, value] of Object.entries(files)) for (const at of ['.', 'out', 'outputs']) {
  fs.mkdirSync(at, { recursive: true });
  fs.writeFileSync(at + '/' + name, JSON.stringify(value));
}
fs.writeFileSync('outputs/x', '1');
fs.writeFileSync('summary.md', '# no');
`;
    const { view } = await of.run({
      name: 'printed',
      stages: `
  - name: build
    tasks:
      - id: print
        template: script
        with: { script: { case: inline, language: node, text: ${JSON.stringify(text)} } }
`,
    });
    const [task] = view.tasks;
    expect(task?.state).toBe('success');
    for (const made of ['outputs', 'failure', 'summary', 'annotations', 'artifacts']) {
      expect(Object.entries(task ?? {}).filter(([name]) => name === made)).toEqual([]);
    }
    expect(await of.scheduler.artifacts(view.run)).toEqual([]);
    const log = await logOf(of.scheduler, view.run, 'print');
    for (const line of lines) expect(log).toContain(line);
  });

  it('has names of branches and tags that git takes', () => expect(refs).toHaveLength(8));

  it.each(messages.map((message, n) => [message, refs[n] ?? ''] as const))(
    'hands the message %j and the ref %j on byte for byte, and runs nothing of them',
    async (message, ref) => {
      const id = repository.commit(message, { a: message });
      repository.git('update-ref', ref, id);
      const event = eventOf(ref, id, message);
      const { view } = await of.run({ name: 'untrusted', stages, event });
      expect(view.tasks.map(({ state, failure }) => failure?.message ?? state)).toEqual([
        'success',
        'success',
      ]);
      const [code, use] = view.tasks;
      expect(code?.outputs).toMatchObject({ commit: id, message, ...named(ref) });
      const [name] = Object.values(named(ref));
      expect(use?.outputs).toEqual({ message, name, text: message, ref, author: message });
      expect(existsSync(canary)).toBe(false);
    },
  );
});
