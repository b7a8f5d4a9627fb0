import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StartRequest } from '../executor.ts';
import { type Bench, textOf } from '../executor-suite.ts';

/** Set by shells, or by the machine for everybody. */
const ofTheMachine =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|JAVA_HOME|NODE_COMPILE_CACHE|PWD|OLDPWD|SHLVL|_|HOSTNAME|(HTTPS?|NO|ALL)_PROXY|(https?|no|all)_proxy|SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|\w+_CA_BUNDLE|GIT_SSL_CAINFO)$/;

/** What a step is given, and nothing else. */
export function testEnvironment(bench: Bench): void {
  describe('environment', () => {
    it('has the variables of the contract and no others', async () => {
      process.env.STEPYARD_SECRET_PLANTED = 'planted';
      process.env.npm_config_planted = 'planted';
      const empty = mkdtempSync(`${bench.place}-cache-`);
      const lines = (
        await print('env', {
          env: { INPUT_DEPTH: '1', GREETING: 'hello' },
          files: { STEPYARD_EVENT: '{}', STEPYARD_TASK: '{}' },
          secretEnv: { TOKEN: 'bound by the author' },
          secretFiles: { INPUT_AUTH__TOKEN_FILE: 'value of the token' },
          caches: [{ name: 'node-modules', path: empty, base: empty }],
        })
      ).split('\n');
      delete process.env.STEPYARD_SECRET_PLANTED;
      delete process.env.npm_config_planted;
      const names = lines.filter((line) => line !== '').map((line) => line.slice(0, line.indexOf('=')));
      expect(names.filter((name) => !ofTheMachine.test(name)).sort()).toEqual([
        'GREETING',
        'INPUT_AUTH__TOKEN_FILE',
        'INPUT_DEPTH',
        'STEPYARD_CACHE_NODE_MODULES',
        'STEPYARD_CACHE_NODE_MODULES_BASE',
        'STEPYARD_CLAIM',
        'STEPYARD_EVENT',
        'STEPYARD_OUT',
        'STEPYARD_TASK',
        'STEPYARD_WORKSPACE',
        'TOKEN',
      ]);
    });

    it('cannot replace a variable of the contract', async () => {
      const out = await print('echo "$STEPYARD_WORKSPACE $STEPYARD_OUT"; pwd', {
        env: { STEPYARD_WORKSPACE: '/', STEPYARD_OUT: '/' },
      });
      expect(out).not.toContain('/ ');
      expect(out).not.toContain(' /\n');
    });

    it.each([
      '$(touch hostile)',
      '`touch hostile`',
      '; touch hostile',
      '\'"',
      '-rf',
      'line\nline',
      '\u2028 ünï 克隆',
      '%s %n',
      '',
    ])('hands over %j as it is', async (value) => {
      const script =
        'printf "%s" "$INPUT_TEXT"; printf "|"; cat "$STEPYARD_EVENT"; ls hostile 2>/dev/null || :';
      const text = await print(script, { env: { INPUT_TEXT: value }, files: { STEPYARD_EVENT: value } });
      expect(text).toBe(`${value}|${value}`);
    });

    it('hands over an input of any length', async () => {
      const long = 'x'.repeat(3_000_000);
      const text = await print(
        'if [ -n "$INPUT_TEXT" ]; then printf %s "$INPUT_TEXT"; else cat "$INPUT_TEXT_FILE"; fi',
        {
          env: { INPUT_TEXT: long },
        },
      );
      expect(text === long).toBe(true);
    });

    it.each(['A B', 'A=B', '../A', 'A/B', '', '1A', 'A\0'])('refuses %j as a variable', async (name) => {
      const message = `The name of a variable must be letters, digits and underscores, at most 200, got ${JSON.stringify(name)}.`;
      const groups = [
        { env: { [name]: 'a' } },
        { secretEnv: { [name]: 'a' } },
        { secretFiles: { [name]: 'a' } },
        { files: { [name]: 'a' } },
      ];
      for (const group of groups) {
        await expect(bench.executor.start(bench.request('true', group))).rejects.toThrow(message);
      }
    });

    it('starts in the workspace, or in a directory of it', async () => {
      mkdirSync(join(bench.workspace, 'sub dir'), { recursive: true });
      expect(await print('test "$PWD" = "$STEPYARD_WORKSPACE" && echo same')).toBe('same\n');
      expect(await print('basename "$PWD"', { workdir: 'sub dir' })).toBe('sub dir\n');
    });

    it.each(['..', '../..', '/etc', 'missing', 'link-out', 'link-out/sub'])(
      'refuses %j as the directory to start in',
      async (workdir) => {
        const outside = mkdtempSync(`${bench.workspace}-outside-`);
        mkdirSync(join(outside, 'sub'));
        rmSync(join(bench.workspace, 'link-out'), { force: true });
        symlinkSync(outside, join(bench.workspace, 'link-out'));
        const request = bench.request('echo ran', { workdir });
        await bench.executor.start(request);
        const exit = await bench.executor.wait(request.name);
        expect(exit).toMatchObject({
          status: 2,
          result: {
            status: 'failed',
            failure: {
              class: 'configuration',
              code: 'INPUT_INVALID',
              message: `\`workdir\` must be a directory in the workspace, got ${JSON.stringify(workdir)}.`,
              hint: 'Make it in an earlier task, or leave `workdir` out.',
            },
          },
        });
        expect(await textOf(bench.executor.logs(request.name))).not.toContain('ran');
      },
    );

    it('has an empty stdin and a directory for temporary files that ends with it', async () => {
      const text = await print(
        'cat; mktemp > "$STEPYARD_WORKSPACE/temporary"; ls "$(cat temporary)" > /dev/null',
      );
      expect(text).toBe('');
      expect(await print('sleep 0.1; ls "$(cat temporary)" 2>/dev/null || echo gone')).toBe('gone\n');
    });
  });

  async function print(script: string, more?: Partial<StartRequest>): Promise<string> {
    const request = bench.request(script, more);
    await bench.executor.start(request);
    return textOf(bench.executor.logs(request.name));
  }
}
