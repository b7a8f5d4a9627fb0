import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { taskFacts } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { runContainer } from '../../test/support/container.ts';
import { describeImage } from '../../test/support/image-suite.ts';
import { startSilentServer } from '../../test/support/silent-server.ts';
import { imageOf, ownDirectory, runImage } from '../../test/support/template-image.ts';
import { artifact } from './template.ts';

const store = ownDirectory();
const silent = await startSilentServer();

/** A task whose artifacts are in this store, as files that the container is given. */
function task(url: string, s3?: object) {
  const given = ownDirectory({
    'task.json': JSON.stringify(taskFacts({ artifacts: { store: url, keep: [] } })),
    's3.json': JSON.stringify(s3 ?? {}),
  });
  return {
    mounts: { '/step/given': `${given}:ro`, '/step/artifacts': store },
    env: {
      STEPYARD_TASK: '/step/given/task.json',
      ...(s3 !== undefined && { STEPYARD_S3_FILE: '/step/given/s3.json' }),
    },
  };
}

const workspace = { 'dist/app.js': 'app', 'dist/app.js.map': 'map' };
const inputs = { name: 'dist', action: { case: 'save', paths: ['dist', '!**/*.map'] } };

describeImage(artifact, () => ({
  works: { ...task('file:///step/artifacts'), workspace, inputs },
  expectWorked: ({ stdout }) => expect(stdout).toMatch(/^(Saved|Already saved) 1 file, 3 bytes/m),
  missing: { says: 'artifact: INPUT_MISSING: `name` must be given' },
  slow: {
    ...task('s3://bucket/prefix', {
      endpoint: `http://127.0.0.1:${silent.port}`,
      accessKeyId: 'id',
      secretAccessKey: 'key',
      pathStyle: true,
    }),
    workspace,
    inputs,
    network: 'host',
    begun: () => silent.asked,
  },
}));

describe('templates/artifact/artifact.image', () => {
  it('restores what it saved', async () => {
    await runImage(artifact, { ...task('file:///step/artifacts'), workspace, inputs });
    const restored = await runImage(artifact, {
      ...task('file:///step/artifacts'),
      inputs: { name: 'dist', action: 'restore' },
    });
    expect(restored, restored.stderr).toMatchObject({ status: 0 });
    expect(readdirSync(join(restored.workspace, 'dist'))).toEqual(['app.js']);
  });

  it('has no shell, no npm and no package manager', async () => {
    const look =
      "const {existsSync}=require('fs');console.log(['/bin/sh','/bin/bash','/usr/bin/apt','/usr/local/bin/npm','/usr/bin/env'].filter(existsSync))";
    const end = await runContainer(imageOf(artifact), { run: ['--entrypoint=node'], args: ['-e', look] });
    expect(end.stdout).toBe('[]\n');
  });
});
