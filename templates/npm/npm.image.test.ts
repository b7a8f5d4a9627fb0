import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runGitlabJob } from '../../test/support/gitlab-job.ts';
import { describeImage } from '../../test/support/image-suite.ts';
import { runImage } from '../../test/support/template-image.ts';
import { npm } from './template.ts';

const project = {
  'package.json': JSON.stringify({
    name: 'app',
    version: '1.0.0',
    scripts: {
      build: `node -e "require('node:fs').writeFileSync('built', process.version)"`,
      wait: 'echo begun && sleep 600',
    },
  }),
  'package-lock.json': JSON.stringify({
    name: 'app',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: { '': { name: 'app', version: '1.0.0' } },
  }),
};

describeImage(npm, () => ({
  works: { workspace: project, inputs: { command: { case: 'run', script: 'build' } } },
  expectWorked: ({ workspace }) => expect(existsSync(join(workspace, 'built'))).toBe(true),
  missing: { says: 'npm: INPUT_MISSING: `command` must be given' },
  slow: {
    workspace: project,
    inputs: { command: { case: 'run', script: 'wait' } },
    begun: (container) => container.printed('\nbegun'),
  },
}));

describe('templates/npm/npm.image', () => {
  it('installs what the lock file says', async () => {
    const end = await runImage(npm, { workspace: project, inputs: { command: { case: 'ci' } } });
    expect(end, end.stderr).toMatchObject({ status: 0 });
  });

  it('builds in a GitLab job, where a shell starts the step', async () => {
    const end = await runGitlabJob(npm, ['node /stepyard/main.js --command run --command.script build'], {
      workspace: project,
    });
    expect(end, end.stderr).toMatchObject({ status: 0 });
    expect(existsSync(join(end.workspace, 'built'))).toBe(true);
  });
});
