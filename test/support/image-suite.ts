import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleFlags, type Manifest } from '@stepyard/catalog';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { dockerAnswer, hardened, runContainer, type StartedContainer, startContainer } from './container.ts';
import { type ImageRun, type ImageRunEnd, imageOf, prepare, runImage } from './template-image.ts';

export interface ImageSuite {
  /** A run that succeeds: an example of the template, or its equal on what is at hand here. */
  readonly works: ImageRun & { readonly inputs: Readonly<Record<string, unknown>> };
  /** Looks at such a run, however it was given its inputs. */
  expectWorked(end: Pick<ImageRunEnd, 'stdout' | 'stderr' | 'workspace'>): void;
  /** Without inputs, or with these, one is missing: the sentences that say so. */
  readonly missing: { readonly inputs?: ImageRun['inputs']; readonly says: string };
  /** A run that goes on until it is ended, and what to wait for until its work has begun. */
  readonly slow: ImageRun & { begun(container: StartedContainer): Promise<void> };
}

/** What every template's image must do; `suite` is what differs. */
export function describeImage(manifest: Manifest, load: () => Promise<ImageSuite> | ImageSuite): void {
  const image = imageOf(manifest);

  describe(`templates/${manifest.name}/${manifest.name}.image`, () => {
    it('carries its manifest as label and file, a last layer of its own, and no root', async () => {
      const [facts] = JSON.parse(await dockerAnswer('image', 'inspect', image));
      expect(JSON.parse(facts.Config.Labels['dev.stepyard.template'])).toEqual(manifest);
      expect(facts.Config.Labels['org.opencontainers.image.version']).toBe(manifest.version);
      expect(facts.Config.User).toBe('1000:1000');
      expect(facts.Config.Entrypoint).toEqual(['/stepyard/init', '--', 'node', '/stepyard/main.js']);
      expect(facts.Config.Cmd).toBeNull();
      const read =
        "const {readFileSync,existsSync}=require('fs');console.log(readFileSync('/stepyard/template.json','utf8'));if(existsSync('/stepyard/node_modules'))throw 1";
      const { stdout } = await runContainer(image, {
        run: [...hardened, '--entrypoint=node'],
        args: ['-e', read],
      });
      expect(JSON.parse(stdout)).toEqual(manifest);
    });

    it('explains itself', async () => {
      const { status, stdout } = await runContainer(image, { args: ['--help'] });
      expect(stdout.replace(/\s+/g, ' ')).toContain(manifest.help.en);
      expect(status).toBe(0);
    });

    it('works by variables: not root, nothing of it writable, no capabilities', async () => {
      const { works, expectWorked } = await load();
      const end = await runImage(manifest, works);
      expect(end, end.stdout + end.stderr).toMatchObject({ status: 0 });
      expectWorked(end);
      expect(end.outputs).toEqual(expect.any(Object));
    });

    it('works by flags, as by hand', async () => {
      const { works, expectWorked } = await load();
      const place = prepare(manifest, { ...works, out: false });
      const env = Object.fromEntries(
        Object.entries(place.env).filter(([name]) => !name.startsWith('INPUT_')),
      );
      const flags = withSecretFiles(exampleFlags(manifest.inputs, works.inputs).map(unquoted));
      const end = await runContainer(image, { ...works, ...place, env, args: flags });
      expect(end, end.stdout + end.stderr).toMatchObject({ status: 0 });
      expectWorked({ ...end, workspace: place.workspace });
      if (Object.keys(manifest.outputs).length > 0) expect(end.stdout).toContain('outputs: {');
    });

    it('works as the action of a GitHub job, in a container whose user is root', async () => {
      const { works, expectWorked } = await load();
      const place = prepare(manifest, { ...works, out: false });
      const job = githubJob();
      const end = await runContainer(image, {
        ...works,
        run: ['--user=0:0', '--workdir=/github/workspace'],
        env: { ...place.env, ...job.env },
        mounts: {
          ...works.mounts,
          '/step/in': place.mounts['/step/in'],
          '/github/workspace': place.workspace,
          ...job.mounts,
        },
      });
      expect(end, end.stdout + end.stderr).toMatchObject({ status: 0 });
      expectWorked({ ...end, workspace: place.workspace });
      const given = readFileSync(job.output, 'utf8');
      expect(end.stdout).not.toContain('outputs: {');
      if (Object.keys(manifest.outputs).length > 0) expect(given).toMatch(/^\w+<<(end-\S+)\n[\s\S]*\n\1\n/);
    });

    it('ends with 2 where an input is missing', async () => {
      const { missing } = await load();
      const end = await runImage(manifest, missing.inputs ? { inputs: missing.inputs } : {});
      expect(end.stderr).toContain(missing.says);
      expect(end.status).toBe(2);
    });

    it('ends within its grace when it is told to', async () => {
      const { slow } = await load();
      const place = prepare(manifest, slow);
      const container = startContainer(imageOf(manifest, slow.inputs), { ...slow, ...place });
      const early = container.ended.then(async (status) => {
        throw new Error(`It ended with ${status} before it was told to: ${await container.stderr}`);
      });
      await Promise.race([slow.begun(container), early]);
      early.catch(() => {}); // from now on it may end
      await dockerAnswer('stop', '--time=20', container.name);
      expect(await container.ended).toBe(143);
      expect(await container.stderr).toContain('CANCELLED');
    });
  });
}

/** Variables and mounts as the runner of a GitHub job gives them to a container action. */
function githubJob() {
  const [home, workflow, commands] = [scratchDirectory(), scratchDirectory(), scratchDirectory()];
  writeFileSync(join(workflow, 'event.json'), JSON.stringify({ inputs: null, ref: 'refs/heads/main' }));
  for (const file of ['set_output', 'step_summary', 'set_env', 'add_path', 'save_state'])
    writeFileSync(join(commands, file), '');
  return {
    output: join(commands, 'set_output'),
    mounts: { '/github/home': home, '/github/workflow': workflow, '/github/file_commands': commands },
    env: {
      HOME: '/github/home',
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: '/github/workspace',
      GITHUB_EVENT_NAME: 'workflow_dispatch',
      GITHUB_EVENT_PATH: '/github/workflow/event.json',
      GITHUB_OUTPUT: '/github/file_commands/set_output',
      GITHUB_STEP_SUMMARY: '/github/file_commands/step_summary',
      GITHUB_ENV: '/github/file_commands/set_env',
      GITHUB_PATH: '/github/file_commands/add_path',
      GITHUB_STATE: '/github/file_commands/save_state',
      GITHUB_REPOSITORY: 'team/app',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_SHA: '0'.repeat(40),
      GITHUB_RUN_ID: '1',
      GITHUB_JOB: 'build',
      RUNNER_OS: 'Linux',
    },
  };
}

/** Secrets stand in files, which are named as their variables are. */
function withSecretFiles(flags: readonly string[]): string[] {
  return flags.map((flag, index) => {
    const [, path] = /^--(.*)-file$/.exec(flags[index - 1] ?? '') ?? [];
    if (path === undefined) return flag;
    const names = path.split('.').map((name) => name.toUpperCase().replace(/[^A-Z0-9]/g, ''));
    return `/step/in/INPUT_${names.join('__')}_FILE`;
  });
}

/** Flags are written for a shell. */
function unquoted(flag: string): string {
  return flag.replace(/^(--[^=]*=)?'(.*)'$/s, '$1$2').replaceAll("'\\''", "'");
}
