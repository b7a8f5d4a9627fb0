import { Type } from '@stepyard/catalog';

const section = 'reports';
const path = Type.String({ title: { en: 'Pattern', zh: '路径模式' }, format: 'pattern' });

/** Reports of earlier tasks that the server shows and counts. */
export const reports = {
  coverageReports: Type.Array(
    Type.Object(
      {
        kind: Type.Enum(['jacoco', 'lcov', 'cobertura', 'python', 'go', 'php', 'dotnet', 'generic'], {
          title: { en: 'Kind', zh: '类型' },
          labels: {
            jacoco: { en: 'JaCoCo (XML)', zh: 'JaCoCo（XML）' },
            lcov: { en: 'LCOV (JavaScript, TypeScript)', zh: 'LCOV（JavaScript、TypeScript）' },
            cobertura: { en: 'Cobertura', zh: 'Cobertura' },
            python: { en: 'coverage.py (XML)', zh: 'coverage.py（XML）' },
            go: { en: 'go test -coverprofile', zh: 'go test -coverprofile' },
            php: { en: 'PHPUnit (Clover)', zh: 'PHPUnit（Clover）' },
            dotnet: { en: 'OpenCover (C#)', zh: 'OpenCover（C#）' },
            generic: { en: 'SonarQube’s own format', zh: 'SonarQube 通用格式' },
          },
        }),
        path,
      },
      { title: { en: 'Report', zh: '报告' } },
    ),
    {
      title: { en: 'Coverage reports', zh: '覆盖率报告' },
      help: {
        en: 'Each pattern must find a report: without it the gate would see no coverage.',
        zh: '每个路径模式都必须找到报告，否则质量门禁将看不到覆盖率。',
      },
      section,
      default: [],
    },
  ),
  executionReports: Type.Array(
    Type.Object(
      {
        kind: Type.Enum(['junit', 'xunit', 'go', 'php', 'generic'], {
          title: { en: 'Kind', zh: '类型' },
          labels: {
            junit: { en: 'JUnit (Java)', zh: 'JUnit（Java）' },
            xunit: { en: 'xUnit (Python)', zh: 'xUnit（Python）' },
            go: { en: 'go test -json', zh: 'go test -json' },
            php: { en: 'PHPUnit', zh: 'PHPUnit' },
            generic: { en: 'SonarQube’s own format', zh: 'SonarQube 通用格式' },
          },
        }),
        path,
      },
      { title: { en: 'Report', zh: '报告' } },
    ),
    {
      title: { en: 'Test reports', zh: '测试报告' },
      help: {
        en: 'Each pattern must find a report: how many tests ran, and which failed.',
        zh: '每个路径模式都必须找到报告：执行了多少测试，哪些失败。',
      },
      section,
      default: [],
    },
  ),
};
