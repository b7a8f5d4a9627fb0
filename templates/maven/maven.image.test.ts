import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dockerAnswer } from '../../test/support/container.ts';
import { runGitlabJob } from '../../test/support/gitlab-job.ts';
import { describeImage } from '../../test/support/image-suite.ts';
import { greeterProject } from '../../test/support/java-project.ts';
import { startSilentServer } from '../../test/support/silent-server.ts';
import { imageOf, ownDirectory, runImage } from '../../test/support/template-image.ts';
import { maven } from './template.ts';

// Plugins are fetched as this machine fetches them: by its certificate authorities.
const trusted = process.env.SSL_CERT_FILE ?? '/etc/ssl/certs/ca-certificates.crt';

// What is fetched once serves all runs, as the platform's cache does.
const repository = ownDirectory();
const building = {
  network: 'host',
  workspace: greeterProject(import.meta.dirname),
  mounts: {
    '/cache/repository': repository,
    ...(existsSync(trusted) && { '/etc/ssl/certs/ca-certificates.crt': `${trusted}:ro` }),
  },
  env: { STEPYARD_CACHE_REPOSITORY: '/cache/repository' },
} as const;
const silent = await startSilentServer();

describeImage(maven, () => ({
  works: { ...building, inputs: { goals: ['verify'] } },
  expectWorked: ({ workspace }) => expect(existsSync(join(workspace, 'target/surefire-reports'))).toBe(true),
  missing: { inputs: { goals: [] }, says: 'maven: INPUT_INVALID: `goals`' },
  slow: {
    network: 'host',
    workspace: building.workspace,
    inputs: { goals: ['verify'], mirror: `http://127.0.0.1:${silent.port}/` },
    begun: () => silent.asked,
  },
}));

describe('templates/maven/maven.image', () => {
  it('is the image of its JDK under two names, and builds with it', async () => {
    const names = [imageOf(maven), imageOf(maven, { jdk: '17' })];
    const ids = await Promise.all(
      names.map((name) => dockerAnswer('image', 'inspect', '--format={{.Id}}', name)),
    );
    expect(new Set(ids).size).toBe(1);
    const end = await runImage(maven, { ...building, inputs: { goals: ['compile'], jdk: '17' } });
    expect(end, end.stdout + end.stderr).toMatchObject({ status: 0 });
  });

  it('builds in a GitLab job, where a shell starts the step', async () => {
    const end = await runGitlabJob(
      maven,
      ['node /stepyard/main.js --goals compile', 'ls target/classes'],
      building,
    );
    expect(end, end.stdout + end.stderr).toMatchObject({ status: 0 });
  });
});
