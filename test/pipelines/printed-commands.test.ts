import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place, scripts } from '../../cli/test/place.ts';

let at: Place;
beforeAll(() => {
  at = makePlace();
});
afterAll(() => at.remove());

/** What other platforms obey, and the names and contents of our own files. */
const lines = [
  '::set-output name=answer::42',
  '::set-env name=PATH::/tmp',
  '::add-path::/tmp',
  '::error file=a.txt,line=1::broken',
  '::add-mask::hello',
  '::stop-commands::x',
  '::group::x',
  '##vso[task.setvariable variable=answer;isOutput=true]42',
  '##vso[task.complete result=Failed;]',
  '##vso[artifact.upload artifactname=x]/etc/passwd',
  '##[error]broken',
  "##teamcity[buildStatus status='FAILURE']",
  'action meta: answer=42',
  'answer=42 >> $GITHUB_OUTPUT',
  '{"contract":1,"status":"failed","failure":{"code":"INTERNAL","message":"x","hint":"y"}}',
  'result.json: {"contract":1,"status":"suspended","wait":{"until":"2100-01-01T00:00:00Z","reason":"x"}}',
  'STEPYARD_OUT/outputs.json {"answer":42}',
  '{"frame":"end","status":1}',
  'exit 3',
];
const files = [
  ...['result.json', 'outputs.json', 'state.json', 'status.json', 'progress.json', 'artifacts.json'],
  ...['annotations.json', 'summary.md', 'metrics.prom', 'outputs/answer', 'claims/deploy'],
];

/** What differs from run to run; the workspace is there until it is put away. */
const varying = new Set(['node', 'timings', 'workspace']);

/** What a run did, but for when. */
async function viewOf(name: string, text: string): Promise<unknown> {
  at.write({
    [`${name}.yaml`]: scripts(name, { noisy: text, next: 'env | grep -c "^\\(answer\\|GITHUB_\\)" || true' }),
  });
  const { status, out, err } = await at.stepyard(['run', `${name}.yaml`, '--json']);
  expect([status, err]).toEqual([0, '']);
  return JSON.parse(out, (key, value) => (/(At|Ms)$/.test(key) || varying.has(key) ? undefined : value));
}

describe('test/pipelines/printed-commands', () => {
  it('what a task prints, and files of our names that it writes, change nothing', async () => {
    const print = lines.map((line) => `printf '%s\\n' '${line.replaceAll("'", `'\\''`)}'`).join('\n');
    const write = files
      .map((file) => `mkdir -p "$(dirname ${file})"; echo '{"answer":42}' > ${file}`)
      .join('\n');
    const noisy = await viewOf('noisy', `${print}\n${print} >&2\n${write}\n`);
    const silent = await viewOf('silent', 'true');
    expect(noisy).toEqual(JSON.parse(JSON.stringify(silent).replaceAll('silent', 'noisy')));
    const { out } = await at.stepyard(['runs', 'logs', 'noisy-1']);
    for (const line of lines) expect(out).toContain(`\n${line}\n`);
    expect(out).toContain('── next (next)\n$ sh script.sh\n0\n');
  });
});
