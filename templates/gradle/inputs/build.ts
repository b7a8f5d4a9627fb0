import { Type } from '@stepyard/catalog';

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
  properties: Type.Map(Type.String(), {
    title: { en: 'Project properties', zh: '项目属性' },
    help: { en: 'Each one reaches Gradle as -Pname=value.', zh: '以 -P名称=值 传给 Gradle。' },
    keyPattern: '^[A-Za-z_][A-Za-z0-9_.-]*$',
    default: {},
  }),
  systemProperties: Type.Map(Type.String(), {
    title: { en: 'System properties', zh: '系统属性' },
    help: { en: 'Each one reaches Gradle as -Dname=value.', zh: '以 -D名称=值 传给 Gradle。' },
    keyPattern: '^[A-Za-z_][A-Za-z0-9_.-]*$',
    default: {},
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
  offline: Type.Boolean({
    title: { en: 'Offline', zh: '离线' },
    help: { en: 'Only what the cache holds is used.', zh: '仅使用缓存中已有的内容。' },
    default: false,
    advanced: true,
  }),
  options: Type.Array(Type.String({ pattern: '^-' }), {
    title: { en: 'Further options', zh: '其他选项' },
    help: {
      en: 'Each one reaches Gradle as it is, as one argument: --continue, --stacktrace.',
      zh: '每一项都原样作为一个参数传给 Gradle：--continue、--stacktrace。',
    },
    default: [],
    advanced: true,
  }),
  jdk: Type.String({
    title: { en: 'JDK version', zh: 'JDK 版本' },
    help: {
      en: 'Its major version. Left out: the one of JAVA_HOME or of the PATH.',
      zh: 'JDK 主版本号。不填时使用 JAVA_HOME 或 PATH 中的 JDK。',
    },
    placeholder: { en: '17', zh: '17' },
    pattern: '^[1-9]\\d?$',
    optional: true,
  }),
  reports: Type.Array(Type.String({ format: 'pattern' }), {
    title: { en: 'JUnit reports', zh: 'JUnit 报告' },
    help: {
      en: 'Patterns of test reports, read after the build: totals become outputs, failing tests annotations.',
      zh: '测试报告的路径模式，构建结束后读取：统计数据成为输出，失败的测试成为标注。',
    },
    default: ['**/build/test-results/**/TEST-*.xml'],
    advanced: true,
  }),
};
