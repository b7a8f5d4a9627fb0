import { Type } from '@stepyard/catalog';
import { buildProperties, furtherOptions, jdk, offline } from '@stepyard/catalog/fields';

/** What is built, and how. */
export const build = {
  goals: Type.Array(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9:.@_-]*$' }), {
    title: { en: 'Goals', zh: '目标' },
    help: {
      en: 'Phases and goals, in order: verify, deploy, dependency:tree.',
      zh: '按顺序执行的阶段与目标：verify、deploy、dependency:tree。',
    },
    default: ['verify'],
    minItems: 1,
  }),
  pom: Type.String({
    title: { en: 'POM file', zh: 'POM 文件' },
    help: { en: 'Below the directory of the task.', zh: '相对于任务的工作目录。' },
    format: 'path',
    default: 'pom.xml',
  }),
  profiles: Type.Array(Type.String({ pattern: '^[!+?]?[A-Za-z0-9][^,\\s]*$' }), {
    title: { en: 'Profiles', zh: 'Profile' },
    help: {
      en: 'Switched on; with ! before the name, switched off.',
      zh: '启用的 profile；名称前加 ! 表示停用。',
    },
    default: [],
  }),
  properties: buildProperties('Maven'),
  modules: Type.Array(Type.String({ pattern: '^[!+?]*[A-Za-z0-9:._][^,\\s]*$' }), {
    title: { en: 'Modules', zh: '模块' },
    help: {
      en: 'Only these, with what they need. Left out: all.',
      zh: '仅构建这些模块及其依赖。不填时构建全部。',
    },
    default: [],
    advanced: true,
  }),
  skipTests: Type.Boolean({ title: { en: 'Skip tests', zh: '跳过测试' }, default: false }),
  threads: Type.String({
    title: { en: 'Threads', zh: '并行线程' },
    help: { en: 'A number, or a number by processor: 4, 1C.', zh: '线程数，或每个处理器的线程数：4、1C。' },
    pattern: '^([1-9]\\d?|\\d(\\.\\d)?C)$',
    optional: true,
    advanced: true,
  }),
  offline,
  options: furtherOptions('Maven', ['-U', '--fail-at-end']),
  jdk,
  wrapper: Type.Boolean({
    title: { en: 'Use the wrapper', zh: '使用 Wrapper' },
    help: { en: 'Runs mvnw if the project has one.', zh: '项目包含 mvnw 时使用它。' },
    default: true,
    advanced: true,
  }),
};
