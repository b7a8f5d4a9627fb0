import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep, scratchDirectory, startStep } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { filesIn, setLab, workspaceWith } from '../../test/support/artifact-sets.ts';
import { runArtifact } from './artifact.ts';
import { artifact } from './template.ts';

const main = join(import.meta.dirname, 'main.ts');

describe('templates/artifact/artifact', () => {
  it('restores in a later run what an earlier one saved, with names, contents and permissions', async () => {
    const lab = setLab();
    const files = { 'dist/app.js': 'app', 'dist/.well-known/x': '{}', 'run.sh': '#!/bin/sh\n', empty: '' };
    const workspace = workspaceWith({ ...files, 'dist/app.js.map': 'map', '.npmrc': 'secret' });
    chmodSync(join(workspace, 'run.sh'), 0o755);
    const paths = ['/app/dist', 'dist/.well-known', '*.sh', 'empty', '!**/*.map'];
    const saved = await lab.run({ name: 'dist', action: { case: 'save', paths } }, { workspace });
    expect(saved.failure).toBeUndefined();
    const set = 'shop/sets/branch/app/dist/app-1.1/dist/artifacts.pack';
    const outputs = { set, run: 'app-1', files: 4, bytes: 15 };
    expect(saved.outputs).toEqual({ ...outputs, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(lab.keys()).toEqual([set]);
    expect(saved.log).toContain(`Saved 4 files, 15 bytes as ${set}\n`);

    const restored = await lab.restore('dist', {}, { run: 'app-2' });
    expect(restored.outputs).toEqual(saved.outputs);
    expect(filesIn(restored.workspace)).toEqual(files);
    expect(statSync(join(restored.workspace, 'run.sh')).mode & 0o777).toBe(0o755);
    expect(restored.summary).toContain('Restored **dist** of `app-1`: 4 files, 15 bytes, SHA-256 `');
  });

  it('restores into a directory, and some of the files', async () => {
    const lab = setLab();
    await lab.save('dist', { 'target/a.jar': 'aa', 'target/b.jar': 'b', 'target/b.txt': 'text' });
    const workspace = workspaceWith({ 'in/target/b.jar': 'old', 'in/kept': 'kept' });
    const some = await lab.restore(
      'dist',
      { path: '/app/in', paths: ['**/*.jar', '!**/a.jar'] },
      { workspace },
    );
    expect(some.outputs).toMatchObject({ files: 1, bytes: 1 });
    expect(filesIn(workspace)).toEqual({ 'in/target/b.jar': 'b', 'in/kept': 'kept' });
    const none = await lab.restore('dist', { path: 'new/place', paths: ['*.war'] }, { workspace });
    expect(none.failure).toMatchObject({
      code: 'NOT_FOUND',
      message: '`action.paths` must match a file of the set, got ["*.war"].',
      hint: 'The set has "target/a.jar", "target/b.jar", "target/b.txt".',
    });
    expect(filesIn(workspace)).toEqual({ 'in/target/b.jar': 'b', 'in/kept': 'kept' });
  });

  it('means the workspace, also where the task works below it', async () => {
    const lab = setLab();
    const workspace = workspaceWith({ 'service/dist/a': 'a' });
    const at = { workspace, directory: join(workspace, 'service') };
    const saved = await lab.run({ name: 's', action: { case: 'save', paths: ['service/dist'] } }, at);
    expect(saved.outputs).toMatchObject({ files: 1 });
    await lab.restore('s', { path: 'copy' }, at);
    expect(filesIn(workspace)).toEqual({ 'service/dist/a': 'a', 'copy/service/dist/a': 'a' });
  });

  it('gives equal sets an equal SHA-256, which `sha256sum` can check', async () => {
    const lab = setLab();
    const files = { 'b b': '2', a: '1', 'ü/-x': '3', 'li\nne': '4', 'back\\slash': '5' };
    const one = await lab.save('one', files);
    const two = await lab.save('two', files, { run: 'app-7', pipeline: 'other' });
    const names = Object.keys(files).sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y)));
    const printed = execFileSync('sha256sum', ['--', ...names], { cwd: one.workspace });
    const sha256 = createHash('sha256').update(printed).digest('hex');
    expect(one.outputs).toMatchObject({ sha256 });
    expect(two.outputs).toMatchObject({ sha256 });
    expect((await lab.save('three', { ...files, a: '0' })).outputs).not.toMatchObject({ sha256 });
  });

  it('T2.3: packs byte for byte what `artifacts` of a task keeps', async () => {
    const store = scratchDirectory();
    const workspace = workspaceWith({ 'target/store.jar': 's', 'target/booking.jar': 'bo', 'notes.txt': '' });
    const paths = ['/app/target/*.jar', '!**/x.jar'];
    const inputs = { name: 'jars', action: { case: 'save', paths } };
    const keep = paths.map((path) => ({ path }));
    const { status } = await startStep(artifact, main, {
      inputs,
      workspace,
      task: { artifacts: { store: `file://${store}`, keep } },
    }).end;
    expect(status).toBe(0);
    const kept = readFileSync(join(store, 'test/pipeline-1/task/artifacts.pack'));
    const saved = readFileSync(
      join(store, 'test/sets/branch/pipeline/jars/pipeline-1.1/task/artifacts.pack'),
    );
    expect(saved.equals(kept)).toBe(true);
  });

  it('keeps the type of the files', async () => {
    const lab = setLab();
    const workspace = workspaceWith({ 'r.xml': '<x/>' });
    await lab.run({ name: 'r', action: { case: 'save', paths: ['r.xml'], type: 'junit' } }, { workspace });
    const pack = readFileSync(join(lab.directory, lab.keys()[0] ?? ''), 'utf8');
    expect(pack).toContain('"name":"r.xml"');
    expect(pack).toContain('"type":"junit"');
  });

  it('fails where nothing matches, naming the patterns, and warns of a pattern that does not', async () => {
    const lab = setLab();
    const workspace = workspaceWith({ '.hidden': 'x', 'a.jar': 'a' });
    const save = (...paths: string[]) =>
      lab.run({ name: 'jars', action: { case: 'save', paths } }, { workspace });
    for (const paths of [['target/*.jar', '*.war'], ['*', '!*.jar'], ['!*.jar']]) {
      expect((await save(...paths)).failure).toEqual({
        class: 'configuration',
        code: 'NOT_FOUND',
        message: `\`action.paths\` must match a file of the workspace, got ${JSON.stringify(paths)}.`,
        hint: 'Check the patterns against what the tasks before leave in the workspace. A hidden file is matched only where it is named.',
      });
    }
    expect(lab.keys()).toEqual([]);
    const saved = await save('*.jar', '*.war');
    expect(saved.status).toBe('success');
    expect(saved.log).toContain('`action.paths`: "*.war" matches no file.');
  });

  it.each(['/etc/passwd', '../x', 'a/../../x', '/app/../etc/passwd', '/applet', 'C:\\x\\..\\y', '-rf', ''])(
    'T2.3: refuses the pattern %j',
    async (path) => {
      const lab = setLab();
      const saved = await lab.run({ name: 'x', action: { case: 'save', paths: [path] } });
      expect(saved.failure).toMatchObject({
        code: 'INPUT_INVALID',
        message: `\`action.paths[0]\` must be a pattern of paths inside the workspace, got ${JSON.stringify(path)}.`,
      });
      const restored = await lab.restore('x', { path });
      expect(restored.failure).toMatchObject({ code: 'INPUT_INVALID' });
      expect(lab.keys()).toEqual([]);
    },
  );

  it('T2.3: refuses braces that lead out, and links out of the workspace, and saves nothing then', async () => {
    const lab = setLab();
    const outside = workspaceWith({ passwd: 'root:x' });
    const workspace = workspaceWith({ 'a.jar': 'a', 'z.jar': 'z' });
    const save = async (...paths: string[]) =>
      (await lab.run({ name: 'x', action: { case: 'save', paths } }, { workspace })).failure;
    expect(await save('{../x,a.jar}')).toMatchObject({
      code: 'INPUT_INVALID',
      message:
        '`action.paths` must be patterns below the workspace, got "{../x,a.jar}": it has `..` as a part.',
    });
    symlinkSync(join(outside, 'passwd'), join(workspace, 'link.jar'));
    expect(await save('*.jar')).toMatchObject({
      code: 'INPUT_INVALID',
      message: `\`action.paths\`: "link.jar", matched by "*.jar", is, or lies behind, a link to ${JSON.stringify(join(outside, 'passwd'))}, outside the workspace.`,
      hint: 'Only regular files of the workspace are kept. Copy it into the workspace, or leave it out with `!`.',
    });
    symlinkSync(outside, join(workspace, 'out'));
    expect(await save('out/passwd')).toMatchObject({ code: 'INPUT_INVALID' });
    linkSync(join(outside, 'passwd'), join(workspace, 'hard'));
    expect(await save('hard')).toMatchObject({ code: 'INPUT_INVALID' });
    expect(lab.keys()).toEqual([]);
  });

  it('T2.3: restores into no link out of the workspace, and into no file', async () => {
    const lab = setLab();
    await lab.save('x', { a: 'a' });
    const outside = scratchDirectory();
    const workspace = workspaceWith({ file: '' });
    symlinkSync(outside, join(workspace, 'out'));
    expect((await lab.restore('x', { path: 'out/in' }, { workspace })).failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: '`action.path` must not lead out of the workspace by a link, got "/app/out/in".',
    });
    for (const path of ['file', 'file/in']) {
      expect((await lab.restore('x', { path }, { workspace })).failure).toMatchObject({
        code: 'CONFLICT',
        message: `\`action.path\` must be a directory, got "/app/${path}".`,
        hint: 'A file stands there, or in the way to it. Remove it, or choose another directory.',
      });
    }
    expect(filesIn(outside)).toEqual({});
  });

  it.each(['Dist', 'a_b', 'a--b', '-a', 'a/b', '..', 'x'.repeat(64)])('refuses the name %j', async (name) => {
    const { failure } = await setLab().save(name, { a: 'a' });
    expect(failure).toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('says where the store comes from if there is none', async () => {
    const inputs = { name: 'x', action: 'restore' } as const;
    const hint =
      'Run it in a pipeline. By hand, let `STEPYARD_TASK` name a JSON file with the facts of a task and "artifacts": { "store": "file:///directory", "keep": [] }.';
    expect((await runStep(artifact, runArtifact, { inputs })).failure).toEqual({
      class: 'configuration',
      code: 'INPUT_MISSING',
      message:
        '`artifacts.store` must stand in the task facts, but the step was started without `STEPYARD_TASK`.',
      hint,
    });
    expect((await runStep(artifact, runArtifact, { inputs, task: {} })).failure).toMatchObject({
      code: 'INPUT_MISSING',
      message: '`artifacts.store` must stand in the task facts, but `STEPYARD_TASK` names a file without it.',
      hint,
    });
  });

  it('works by hand, with facts in a file', async () => {
    const place = scratchDirectory();
    const facts = join(place, 'task.json');
    const task = {
      ...{ contract: 1, project: 'shop', pipeline: 'app', run: 'app-1', stage: 'build', task: 'save' },
      ...{ attempt: 1, start: 1, name: 'app-1-save-1' },
      artifacts: { store: `file://${place}/store`, keep: [] },
    };
    writeFileSync(facts, JSON.stringify(task));
    mkdirSync(join(place, 'workspace'));
    writeFileSync(join(place, 'workspace/a.txt'), 'a');
    const started = startStep(artifact, main, {
      workspace: join(place, 'workspace'),
      args: ['--name', 'texts', '--action', 'save', '--action.paths', '*.txt'],
      env: { STEPYARD_TASK: facts },
    });
    const { status, outputs } = await started.end;
    expect(status).toBe(0);
    expect(outputs).toMatchObject({ files: 1, set: expect.stringContaining('/sets/branch/app/texts/') });
  });
});
