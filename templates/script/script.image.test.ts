import { describe, expect, it } from 'vitest';
import { runGitlabJob } from '../../test/support/gitlab-job.ts';
import { describeImage } from '../../test/support/image-suite.ts';
import { runImage } from '../../test/support/template-image.ts';
import { script } from './template.ts';

const python = [
  'import os, pathlib',
  "print('hello from', os.getcwd())",
  "pathlib.Path(os.environ['STEPYARD_OUTPUTS'], 'answer').write_text('42')",
].join('\n');

const inline = (text: string, language: string) => ({ script: { case: 'inline', language, text } });

describeImage(script, () => ({
  works: { inputs: { ...inline(python, 'python'), outputs: ['answer'] } },
  expectWorked: ({ stdout }) => expect(stdout).toMatch(/^hello from \/(app|github\/workspace)$/m),
  missing: { says: 'script: INPUT_MISSING: `script` must be given' },
  slow: {
    inputs: inline('echo begun; sleep 600', 'shell'),
    begun: (container) => container.printed('begun'),
  },
}));

describe('templates/script/script.image', () => {
  it.each([
    ['shell', 'echo "1 + 1 = $((1 + 1))"'],
    ['bash', 'a=(1 1); echo "1 + 1 = $((a[0] + a[1]))"'],
    ['python', 'print(f"1 + 1 = {1 + 1}")'],
    ['ruby', 'puts "1 + 1 = #{1 + 1}"'],
    ['php', '<?php echo "1 + 1 = " . (1 + 1) . "\\n";'],
    ['node', 'console.log(`1 + 1 = ${1 + 1}`)'],
  ])('runs %s', async (language, text) => {
    const end = await runImage(script, { inputs: inline(text, language) });
    expect(end, end.stderr).toMatchObject({ status: 0 });
    expect(end.stdout).toContain('1 + 1 = 2\n');
  });

  it('runs in a GitLab job, where a shell starts the step', async () => {
    const end = await runGitlabJob(script, [
      'export INPUT_SCRIPT=inline INPUT_SCRIPT__LANGUAGE=ruby',
      "INPUT_SCRIPT__TEXT='puts Dir.pwd' node /stepyard/main.js",
    ]);
    expect(end, end.stderr).toMatchObject({ status: 0 });
    expect(end.stdout).toContain('/builds/team/app\n');
  });
});
