import { describe, expect, it } from 'vitest';
import type { StartRequest } from '../executor.ts';
import { frameBytes, framesProblem, stepFiles } from './step-files.ts';

const request: StartRequest = {
  name: 'demo-1-build-1',
  project: 'demo',
  run: 'demo-1',
  start: { image: 'debian' },
  env: { INPUT_DEPTH: '1', STEPYARD_OUT: '/' },
  secretFiles: { INPUT_TOKEN_FILE: 'value' },
  secretEnv: { TOKEN: 'bound' },
  mask: [],
  files: { STEPYARD_TASK: '{}' },
  workspace: '/data',
  workdir: undefined,
  caches: [],
  claims: '/claims',
  graceMs: 1,
};

describe('engine/executors/docker/step-files', () => {
  it('puts no secret where it can be seen: it goes by standard input', () => {
    const { variables, frames } = stepFiles(request);
    expect(variables).toEqual({
      INPUT_DEPTH: '1',
      STEPYARD_WORKSPACE: '/app',
      STEPYARD_OUT: '/step/out',
      STEPYARD_CLAIM: '/step/claims',
      STEPYARD_TASK: '/run/stepyard/secrets/STEPYARD_TASK.json',
      INPUT_TOKEN_FILE: '/run/stepyard/secrets/INPUT_TOKEN_FILE',
    });
    expect(Buffer.concat([...frameBytes(frames)]).toString()).toBe(
      'file STEPYARD_TASK.json 2\n{}\nfile INPUT_TOKEN_FILE 5\nvalue\nenv TOKEN 5\nbound\nend\n',
    );
  });

  it('says what the init would refuse', () => {
    const frame = (kind: 'file' | 'env', bytes: Buffer) => ({ kind, name: 'A', bytes });
    expect(framesProblem([frame('file', Buffer.alloc(2 ** 24 + 1))])).toBe(
      '`A` must have at most 16 MiB, it has 16777217 bytes.',
    );
    expect(framesProblem([frame('env', Buffer.alloc(130_001))])).toBe(
      '`A` must have at most 130000 bytes, it has 130001 bytes.',
    );
    expect(framesProblem([frame('env', Buffer.from('a\0b'))])).toBe('`A` must not hold a NUL byte.');
    const many = Array.from({ length: 9 }, () => frame('env', Buffer.alloc(130_000, 'a')));
    expect(framesProblem(many)).toBe(
      'The secret variables of a task must have at most 1 MiB together, they have 1170000 bytes.',
    );
    expect(framesProblem([frame('env', Buffer.from('a'))])).toBeUndefined();
  });
});
