import { Type } from '@stepyard/catalog';
import { junitReports } from '@stepyard/catalog/fields';

const section = 'results';

/** Where the build file puts what is read after the build; Ant has no rule for it. */
export const results = {
  reports: junitReports('build', ['**/TEST-*.xml'], { section }),
  coverageReports: Type.Array(Type.String({ format: 'pattern' }), {
    title: { en: 'JaCoCo reports', zh: 'JaCoCo 报告' },
    help: {
      en: 'Patterns of coverage reports in XML.',
      zh: 'XML 格式覆盖率报告的路径模式。',
    },
    section,
    default: ['**/jacoco.xml'],
    advanced: true,
  }),
  built: Type.Array(Type.String({ format: 'pattern' }), {
    title: { en: 'Built files', zh: '构建产物' },
    help: {
      en: 'Patterns of what the build makes, for the output artifacts.',
      zh: '构建产物的路径模式，用于 artifacts 输出。',
    },
    section,
    default: ['{build,dist,target}/**/*.{jar,war,ear}'],
    advanced: true,
  }),
};
