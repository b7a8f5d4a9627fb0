import { Type } from '@stepyard/catalog';
import { buildProperties, furtherOptions, jdk, junitReports, offline } from '@stepyard/catalog/fields';

const task = '^:?[A-Za-z_][A-Za-z0-9_.-]*(:[A-Za-z_][A-Za-z0-9_.-]*)*$';

/** What is built, and how. */
export const build = {
  tasks: Type.Array(Type.String({ pattern: task }), {
    title: { en: 'Tasks', zh: '任务' },
    help: { en: 'In order: build, :api:test, publish.', zh: '按顺序执行：build、:api:test、publish。' },
    default: ['build'],
    minItems: 1,
  }),
  exclude: Type.Array(Type.String({ pattern: task }), {
    title: { en: 'Leave out', zh: '排除任务' },
    help: {
      en: 'Tasks that are not run although others need them.',
      zh: '即使其他任务依赖也不执行的任务。',
    },
    default: [],
    advanced: true,
  }),
  path: Type.String({
    title: { en: 'Project directory', zh: '项目目录' },
    help: {
      en: 'Where the root project stands, below the directory of the task.',
      zh: '根项目所在目录，相对于任务的工作目录。',
    },
    format: 'path',
    default: '.',
  }),
  properties: buildProperties('Gradle', 'P', { title: { en: 'Project properties', zh: '项目属性' } }),
  systemProperties: buildProperties('Gradle', 'D', {
    title: { en: 'System properties', zh: '系统属性' },
    advanced: true,
  }),
  skipTests: Type.Boolean({
    title: { en: 'Skip tests', zh: '跳过测试' },
    help: { en: 'Leaves out the task test of every project.', zh: '排除各项目的 test 任务。' },
    default: false,
  }),
  threads: Type.Integer({
    title: { en: 'Threads', zh: '并行线程' },
    help: {
      en: 'Projects are built in parallel by so many workers. Left out: as the project says.',
      zh: '并行构建各项目的工作线程数。不填时按项目设置。',
    },
    minimum: 1,
    maximum: 256,
    optional: true,
    advanced: true,
  }),
  offline,
  options: furtherOptions('Gradle', ['--continue', '--stacktrace']),
  jdk,
  reports: junitReports('build', ['**/build/test-results/**/TEST-*.xml']),
};
