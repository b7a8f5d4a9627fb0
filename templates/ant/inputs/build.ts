import { Type } from '@stepyard/catalog';

/** What is built, and how. */
export const build = {
  buildFile: Type.String({
    title: { en: 'Build file', zh: '构建文件' },
    help: { en: 'Below the directory of the task.', zh: '相对于任务的工作目录。' },
    format: 'path',
    default: 'build.xml',
  }),
  targets: Type.Array(Type.String({ pattern: '^[^\\s-][^\\u0000]*$' }), {
    title: { en: 'Targets', zh: '目标' },
    help: {
      en: 'In order. Left out: the default target of the build file.',
      zh: '按顺序执行。不填时执行构建文件的默认目标。',
    },
    default: [],
  }),
  properties: Type.Map(Type.String(), {
    title: { en: 'Properties', zh: '属性' },
    help: { en: 'Each one reaches Ant as -Dname=value.', zh: '以 -D名称=值 传给 Ant。' },
    keyPattern: '^[A-Za-z_][A-Za-z0-9_.-]*$',
    default: {},
  }),
  propertyFiles: Type.Array(Type.String({ format: 'path' }), {
    title: { en: 'Property files', zh: '属性文件' },
    help: { en: 'In the workspace; the properties above win.', zh: '工作区中的文件；以上属性优先。' },
    default: [],
    advanced: true,
  }),
  libraries: Type.Array(Type.String({ format: 'path' }), {
    title: { en: 'Libraries', zh: '类库' },
    help: {
      en: 'Jars and directories of jars in the workspace, for tasks that Ant does not have by itself.',
      zh: '工作区中的 jar 或其目录，供 Ant 自身没有的任务使用。',
    },
    default: [],
    advanced: true,
  }),
  options: Type.Array(Type.String({ pattern: '^-' }), {
    title: { en: 'Further options', zh: '其他选项' },
    help: {
      en: 'Each one reaches Ant as it is, as one argument: -keep-going, -verbose.',
      zh: '每一项都原样作为一个参数传给 Ant：-keep-going、-verbose。',
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
};
