import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/source-files.ts';
import { greeterProject } from '../support/java-project.ts';

const home = mkdtempSync(join(tmpdir(), 'stepyard-equal-'));
afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

describe('test/pipelines/docker-equals-process', () => {
  it('gives the same states, outputs, artifacts and digests for an npm project on docker as on process', () => {
    const project = join(home, 'project');
    const bundle = join(root, 'examples/quickstart/repository.bundle');
    execFileSync('git', ['clone', '--quiet', '--', bundle, project]);
    const onProcess = runOn('process', project);
    const onDocker = runOn('docker', project);
    expect(onDocker).toEqual(onProcess);
    expect(onProcess.state).toBe('success');
  });

  it('gives the same states, outputs and artifacts for a Maven project, also by what the first run has kept', () => {
    const project = greeterProject(join(root, 'templates/maven'), join(home, 'greeter'));
    const task = {
      ...{ id: 'verify', template: 'maven', with: { goals: ['verify'] } },
      artifacts: ['target/classes/**', { path: 'target/surefire-reports/*.xml', type: 'junit' }],
    };
    const pipeline = { stepyard: 1, name: 'greeter', source: {}, stages: [{ name: 'build', tasks: [task] }] };
    writeFileSync(join(project, 'stepyard.yaml'), JSON.stringify(pipeline));
    const git = (...args: string[]) => execFileSync('git', ['-C', project, ...args]);
    git('init', '--quiet');
    git('add', '--all');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'Greeter');
    const of = (executor: string, run: string) => runOn(executor, project, { file: 'stepyard.yaml', run });
    const onProcess = of('process', 'greeter-1');
    expect(onProcess.state).toBe('success');
    expect(of('docker', 'greeter-1')).toEqual(onProcess);
    expect(of('docker', 'greeter-2')).toEqual(onProcess);
  });
});

const quickstart = { file: 'examples/quickstart/pipeline.yaml', run: 'quickstart-1' };

interface Compared {
  readonly state: string;
  readonly tasks: readonly unknown[];
  readonly artifacts: readonly unknown[];
}

interface Shown {
  readonly state: string;
  readonly tasks: readonly {
    readonly key: string;
    readonly state: string;
    readonly outputs?: Readonly<Record<string, unknown>>;
  }[];
  readonly artifacts: readonly {
    readonly name: string;
    readonly type: string;
    readonly size: number;
    readonly sha256: string;
    readonly task: string;
  }[];
}

/** What is the same wherever it ran. Reports of tests hold times and host names. */
function runOn(executor: string, project: string, { file, run } = quickstart): Compared {
  const data = join(home, executor);
  stepyard(project, ['run', file, '--executor', executor, '--data', data]);
  const shown: Shown = JSON.parse(stepyard(project, ['runs', 'show', run, '--json', '--data', data]));
  return {
    state: shown.state,
    tasks: shown.tasks.map(({ key, state, outputs }) => ({ key, state, outputs: steady(outputs) })),
    artifacts: shown.artifacts.map(({ name, type, size, sha256, task }) =>
      type === 'junit' ? { name, type, task } : { name, type, size, sha256, task },
    ),
  };
}

/** Paths of files are those of the workspace, which is elsewhere on each executor. */
function steady(outputs: Readonly<Record<string, unknown>> = {}): unknown {
  return JSON.parse(JSON.stringify(outputs).replaceAll(/"(durationMs|duration|time)":[^,}]+/g, '"$1":0'));
}

function stepyard(cwd: string, args: readonly string[]): string {
  const program = join(root, 'cli/src/main.ts');
  return execFileSync(process.execPath, [program, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
