import { defineTemplate } from '@stepyard/catalog';
import { interpreter } from './inputs/interpreter.ts';
import { source } from './inputs/source.ts';

export const script = defineTemplate({
  name: 'script',
  version: '1.0.0',
  title: { en: 'Custom task', zh: '自定义任务' },
  help: {
    en: 'Runs a script in Shell, Python, Ruby, PHP or Node: typed in, in the workspace, or uploaded.',
    zh: '执行 Shell、Python、Ruby、PHP 或 Node 脚本：可直接输入、取自工作区或上传。',
  },
  category: 'build',
  keywords: ['shell', 'bash', 'python', 'ruby', 'php', 'node', 'command', '脚本', '命令'],
  sections: { interpreter: { en: 'Interpreter', zh: '解释器' } },
  inputs: { ...source, ...interpreter },
  outputs: {},
  outputsFrom: 'outputs',
  repeatable: false,
  tools: [
    { name: 'sh' },
    { name: 'python3', optional: true },
    { name: 'ruby', optional: true },
    { name: 'php', optional: true },
  ],
  anyImage: {
    input: 'script',
    cases: {
      inline: { text: 'text', language: 'language' },
      file: { path: 'path', language: 'language' },
      upload: { text: 'content', name: 'name' },
    },
    languages: {
      shell: ['sh'],
      bash: ['bash', '--noprofile', '--norc'],
      python: ['python3', '-u'],
      ruby: ['ruby'],
      php: ['php'],
      node: ['node'],
    },
    endings: {
      '.sh': 'shell',
      '.bash': 'bash',
      '.py': 'python',
      '.rb': 'ruby',
      '.php': 'php',
      '.js': 'node',
      '.mjs': 'node',
      '.cjs': 'node',
    },
    args: 'args',
    outputs: 'STEPYARD_OUTPUTS',
    without: ['interpreterVersion', 'failOnStderr', 'inherit'],
  },
  examples: [
    {
      title: { en: 'A few commands', zh: '几条命令' },
      with: { script: { case: 'inline', text: 'echo "hello from $PWD"\n' } },
    },
    {
      title: { en: 'A Python script that gives an output', zh: '带输出的 Python 脚本' },
      with: {
        script: {
          case: 'inline',
          language: 'python',
          text: "import os, pathlib\npathlib.Path(os.environ['STEPYARD_OUTPUTS'], 'answer').write_text('42')\n",
        },
        outputs: ['answer'],
      },
    },
    {
      title: { en: 'A script in the repository', zh: '仓库中的脚本' },
      with: { script: { case: 'file', path: 'ci/release.sh' }, args: ['--dry-run', '${{ event.branch }}'] },
    },
  ],
});
