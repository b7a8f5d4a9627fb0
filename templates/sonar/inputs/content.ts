import { cases, Type } from '@stepyard/catalog';

const section = 'content';
const place = Type.String({ format: 'path', pattern: '^[^,\\u0000]+$' });
const wildcard = Type.String({ pattern: '^[^,\\u0000]+$' });

/** What is analysed, and what else is known of it. */
export const content = {
  path: Type.String({
    title: { en: 'Directory', zh: '目录' },
    help: {
      en: 'Base of the project, below the directory of the task.',
      zh: '项目根目录，相对于任务的工作目录。',
    },
    section,
    format: 'path',
    default: '.',
  }),
  sources: Type.Array(place, {
    title: { en: 'Sources', zh: '源代码' },
    help: {
      en: 'Files and directories. Left out: as sonar-project.properties says, else all.',
      zh: '文件与目录。不填时按 sonar-project.properties，否则为全部。',
    },
    section,
    default: [],
  }),
  testSources: Type.Array(place, {
    title: { en: 'Test sources', zh: '测试代码' },
    help: { en: 'Files and directories.', zh: '文件与目录。' },
    section,
    default: [],
  }),
  inclusions: Type.Array(wildcard, {
    title: { en: 'Only these', zh: '仅包含' },
    help: { en: 'Patterns of sources: **/*.js.', zh: '源代码的路径模式：**/*.js。' },
    section,
    default: [],
    advanced: true,
  }),
  exclusions: Type.Array(wildcard, {
    title: { en: 'Without these', zh: '排除' },
    help: { en: 'Patterns of sources: **/generated/**.', zh: '源代码的路径模式：**/generated/**。' },
    section,
    default: [],
  }),
  testInclusions: Type.Array(wildcard, {
    title: { en: 'Tests: only these', zh: '测试：仅包含' },
    section,
    default: [],
    advanced: true,
  }),
  testExclusions: Type.Array(wildcard, {
    title: { en: 'Tests: without these', zh: '测试：排除' },
    section,
    default: [],
    advanced: true,
  }),
  coverageExclusions: Type.Array(wildcard, {
    title: { en: 'Not counted for coverage', zh: '不计入覆盖率' },
    section,
    default: [],
    advanced: true,
  }),
  duplicationExclusions: Type.Array(wildcard, {
    title: { en: 'Not counted for duplication', zh: '不计入重复率' },
    section,
    default: [],
    advanced: true,
  }),
  javaBinaries: Type.Array(place, {
    title: { en: 'Java classes', zh: 'Java 字节码' },
    help: {
      en: 'Directories of compiled classes, which the analysis of Java needs: target/classes.',
      zh: '已编译类的目录，分析 Java 时必需：target/classes。',
    },
    section,
    default: [],
  }),
  javaLibraries: Type.Array(wildcard, {
    title: { en: 'Java libraries', zh: 'Java 依赖库' },
    help: { en: 'Patterns of jars that the classes use.', zh: '类所依赖的 jar 的路径模式。' },
    section,
    default: [],
    advanced: true,
  }),
  analysis: cases(
    {
      event: {},
      project: {},
      branch: {
        branch: Type.String({ title: { en: 'Branch', zh: '分支' }, format: 'branch' }),
      },
      pullRequest: {
        number: Type.Integer({ title: { en: 'Number', zh: '编号' }, minimum: 1 }),
        branch: Type.String({ title: { en: 'Branch', zh: '分支' }, format: 'branch' }),
        target: Type.String({ title: { en: 'Into', zh: '目标分支' }, format: 'branch' }),
      },
    },
    {
      title: { en: 'Branch or pull request', zh: '分支或合并请求' },
      labels: {
        event: { en: 'As the event says', zh: '按事件' },
        project: { en: 'The project as a whole', zh: '整个项目' },
        branch: { en: 'A branch', zh: '分支' },
        pullRequest: { en: 'A pull request', zh: '合并请求' },
      },
      helps: {
        event: {
          en: 'Where the server knows branches; the Community edition analyses the project as a whole.',
          zh: '服务器支持分支时生效；Community 版始终分析整个项目。',
        },
      },
      section,
      default: 'event',
    },
  ),
};
