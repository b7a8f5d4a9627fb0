import type { Manifest } from '@stepyard/catalog';
import { type ContainerEnd, runContainer } from './container.ts';
import { type ImageRun, imageOf, prepare } from './template-image.ts';

/**
 * Runs commands in a template's image as a job of GitLab does with `image: { name, entrypoint: [''] }`: a shell
 * reads them from its standard input, in the project's directory.
 */
export async function runGitlabJob(
  manifest: Manifest,
  commands: readonly string[],
  options: ImageRun = {},
): Promise<ContainerEnd & { readonly workspace: string }> {
  const place = prepare(manifest, { ...options, out: false });
  const project = '/builds/team/app';
  const end = await runContainer(imageOf(manifest, options.inputs), {
    ...options,
    run: ['--entrypoint=', `--workdir=${project}`, '--cap-drop=NET_ADMIN'],
    env: { ...place.env, CI: 'true', GITLAB_CI: 'true', CI_PROJECT_DIR: project, CI_JOB_ID: '1' },
    mounts: { ...options.mounts, '/step/in': place.mounts['/step/in'], [project]: place.workspace },
    args: ['sh', '-c', 'if [ -x /bin/bash ]; then exec /bin/bash; else exec sh; fi'],
    stdin: ['set -eo pipefail', ...commands, ''].join('\n'),
  });
  return { ...end, workspace: place.workspace };
}
