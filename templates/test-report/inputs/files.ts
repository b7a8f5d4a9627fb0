import { Type } from '@stepyard/catalog';

/** Which reports are read, and what is made of them. */
export const files = {
  reports: Type.Array(Type.String({ format: 'pattern' }), {
    title: { en: 'Test reports', zh: '测试报告' },
    help: {
      en: 'Patterns of files in JUnit, NUnit, xUnit, CTest or TAP form; each is read in the form that it is in. `!` leaves out.',
      zh: 'JUnit、NUnit、xUnit、CTest 或 TAP 格式文件的路径模式，按文件自身格式读取；`!` 表示排除。',
    },
    default: [
      '**/TEST-*.xml',
      '**/junit*.xml',
      '**/test-report*.xml',
      '**/test-results/**/*.xml',
      '**/*.tap',
    ],
  }),
  coverage: Type.Array(Type.String({ format: 'pattern' }), {
    title: { en: 'Coverage reports', zh: '覆盖率报告' },
    help: {
      en: 'Patterns of files in JaCoCo, Cobertura, Clover or LCOV form. Several are added up, so name one for each module.',
      zh: 'JaCoCo、Cobertura、Clover 或 LCOV 格式文件的路径模式。多个报告相加，因此每个模块只写一个。',
    },
    default: ['**/site/jacoco*/jacoco.xml', '**/reports/jacoco/**/*.xml'],
  }),
  path: Type.String({
    title: { en: 'Directory', zh: '目录' },
    help: {
      en: 'Where the patterns start, below the directory of the task.',
      zh: '路径模式的起始目录，相对于任务的工作目录。',
    },
    format: 'path',
    default: '.',
  }),
  heading: Type.String({
    title: { en: 'Heading', zh: '标题' },
    help: { en: 'Stands over the totals in the summary.', zh: '显示在摘要的统计数据之上。' },
    default: 'Tests',
    maxLength: 100,
    advanced: true,
  }),
  merged: Type.String({
    title: { en: 'Merged report', zh: '合并报告' },
    help: {
      en: 'File that holds all tests as one JUnit report; it is kept as an artifact.',
      zh: '将全部测试合并为一个 JUnit 报告的文件，并作为制品保存。',
    },
    format: 'path',
    default: 'merged-tests.xml',
    advanced: true,
  }),
};
