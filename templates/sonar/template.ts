import { defineTemplate, Type } from '@stepyard/catalog';
import { content } from './inputs/content.ts';
import { gate } from './inputs/gate.ts';
import { reports } from './inputs/reports.ts';
import { server } from './inputs/server.ts';

export const sonar = defineTemplate({
  name: 'sonar',
  version: '1.0.0',
  title: { en: 'SonarQube', zh: 'SonarQube' },
  help: {
    en: 'Analyses code by SonarQube, waits for the quality gate, and fails with the conditions that are not met.',
    zh: '使用 SonarQube 分析代码，等待质量门禁，未通过时列出不满足的条件。',
  },
  category: 'scan',
  keywords: ['sonarqube', 'static analysis', 'quality gate', 'coverage', '代码扫描', '静态分析', '质量门禁'],
  sections: {
    content: { en: 'What is analysed', zh: '分析内容' },
    reports: { en: 'Reports', zh: '报告' },
    gate: { en: 'Quality gate', zh: '质量门禁' },
  },
  inputs: { ...server, ...content, ...reports, ...gate },
  outputs: {
    gate: Type.Enum(['green', 'red', 'none'], {
      title: { en: 'Quality gate', zh: '质量门禁' },
      labels: {
        green: { en: 'Passed', zh: '通过' },
        red: { en: 'Not passed', zh: '未通过' },
        none: { en: 'None', zh: '无' },
      },
      optional: true,
    }),
    url: Type.String({ title: { en: 'Dashboard', zh: '项目面板' }, format: 'url' }),
    measures: Type.Object(
      {
        bugs: Type.Integer({ title: { en: 'Bugs', zh: '缺陷' }, optional: true }),
        vulnerabilities: Type.Integer({ title: { en: 'Vulnerabilities', zh: '漏洞' }, optional: true }),
        smells: Type.Integer({ title: { en: 'Code smells', zh: '代码异味' }, optional: true }),
        coverage: Type.Number({ title: { en: 'Coverage, percent', zh: '覆盖率（%）' }, optional: true }),
        duplication: Type.Number({
          title: { en: 'Duplication, percent', zh: '重复率（%）' },
          optional: true,
        }),
        lines: Type.Integer({ title: { en: 'Lines of code', zh: '代码行数' }, optional: true }),
      },
      { title: { en: 'Measures', zh: '指标' }, optional: true },
    ),
  },
  caches: {
    sonar: {
      title: { en: 'Scanner, its Java and analysers', zh: '扫描器、Java 与分析器' },
      path: '/root/.sonar',
    },
  },
  network: ['input:url'],
  repeatable: true,
  tools: [{ name: 'java', version: '>=17', optional: true }],
  resources: { requests: { cpu: '1', memory: '1Gi' } },
  examples: [
    {
      title: { en: 'Analyse and wait for the gate', zh: '分析并等待质量门禁' },
      with: {
        url: 'https://sonar.example',
        token: '${{ secrets.SONAR_TOKEN }}',
        projectKey: 'shop',
        sources: ['src'],
      },
    },
    {
      title: { en: 'Java with coverage and test reports', zh: 'Java 项目，含覆盖率与测试报告' },
      with: {
        url: 'https://sonar.example',
        token: '${{ secrets.SONAR_TOKEN }}',
        projectKey: 'booking',
        sources: ['src/main'],
        testSources: ['src/test'],
        javaBinaries: ['target/classes'],
        coverageReports: [{ kind: 'jacoco', path: 'target/site/jacoco/jacoco.xml' }],
        executionReports: [{ kind: 'junit', path: 'target/surefire-reports/TEST-*.xml' }],
      },
    },
    {
      title: { en: 'Only warn, with a condition of one’s own', zh: '仅警告，附加自定义条件' },
      with: {
        url: 'https://sonar.example',
        token: '${{ secrets.SONAR_TOKEN }}',
        projectKey: 'shop',
        gate: { case: 'wait', timeout: '10m', onRed: 'warn' },
        conditions: [{ measure: 'coverage', is: 'atLeast', value: 80 }],
      },
    },
  ],
});
