import { Type } from '@stepyard/catalog';

const languages = ['shell', 'bash', 'python', 'ruby', 'php', 'node'] as const;
const labels = {
  shell: { en: 'Shell', zh: 'Shell' },
  bash: { en: 'Bash', zh: 'Bash' },
  python: { en: 'Python', zh: 'Python' },
  ruby: { en: 'Ruby', zh: 'Ruby' },
  php: { en: 'PHP', zh: 'PHP' },
  node: { en: 'Node', zh: 'Node' },
};

/** The language of a script that is typed in. */
export const language = Type.Enum(languages, {
  title: { en: 'Language', zh: '语言' },
  labels,
  default: 'shell',
});

/** The language of a file, where its ending does not say it. */
export const languageOfFile = Type.Enum(languages, {
  title: { en: 'Language', zh: '语言' },
  help: { en: 'Left out: by the ending of the file.', zh: '不填时按扩展名判断。' },
  labels,
  optional: true,
});

/** How the interpreter is chosen and what counts as a failure. */
export const interpreter = {
  interpreterVersion: Type.String({
    title: { en: 'Interpreter version', zh: '解释器版本' },
    help: {
      en: 'Semver range that the interpreter must satisfy, for instance >=3.11.',
      zh: '解释器必须满足的版本范围，例如 >=3.11。',
    },
    section: 'interpreter',
    advanced: true,
    optional: true,
  }),
  failOnStderr: Type.Boolean({
    title: { en: 'Fail on stderr', zh: '有错误输出即失败' },
    help: {
      en: 'The task fails if the script prints anything to stderr.',
      zh: '脚本只要向标准错误输出任何内容，任务即失败。',
    },
    section: 'interpreter',
    default: false,
    advanced: true,
  }),
  inherit: Type.Array(Type.String({ format: 'env-name' }), {
    title: { en: 'Variables of the machine', zh: '继承的环境变量' },
    help: {
      en: 'Names of variables of the executor that the script sees besides those of the task, for instance JAVA_HOME.',
      zh: '脚本除任务变量外还能看到的执行器环境变量名，例如 JAVA_HOME。',
    },
    section: 'interpreter',
    owner: 'ops',
    default: [],
    advanced: true,
  }),
};
