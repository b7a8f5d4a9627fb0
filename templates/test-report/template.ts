import { defineTemplate, Type } from '@stepyard/catalog';
import { testTotals } from '@stepyard/catalog/fields';
import { files } from './inputs/files.ts';
import { rules } from './inputs/rules.ts';

export const testReport = defineTemplate({
  name: 'test-report',
  version: '1.0.0',
  title: { en: 'Test report', zh: '测试报告' },
  help: {
    en: 'Reads the test and coverage reports that earlier tasks left, shows totals and failing tests, and fails by rules.',
    zh: '读取之前任务留下的测试与覆盖率报告，显示统计数据与失败的测试，并按规则判定失败。',
  },
  category: 'test',
  keywords: [
    'junit',
    'nunit',
    'xunit',
    'ctest',
    'tap',
    'jacoco',
    'cobertura',
    'clover',
    'lcov',
    '测试结果',
    '覆盖率',
  ],
  sections: { rules: { en: 'Rules', zh: '判定规则' } },
  inputs: { ...files, ...rules },
  outputs: {
    tests: Type.Object(
      {
        ...testTotals,
        flaky: Type.Integer({ title: { en: 'Passed after a failure', zh: '重试后通过' } }),
      },
      { title: { en: 'Tests', zh: '测试' } },
    ),
    files: Type.Integer({ title: { en: 'Reports read', zh: '读取的报告数' } }),
    coverage: Type.Number({ title: { en: 'Line coverage, percent', zh: '行覆盖率（%）' }, optional: true }),
    branchCoverage: Type.Number({
      title: { en: 'Branch coverage, percent', zh: '分支覆盖率（%）' },
      optional: true,
    }),
    report: Type.String({
      title: { en: 'Merged report, below the workspace', zh: '合并报告（相对工作区）' },
      format: 'path',
      optional: true,
    }),
  },
  permissions: ['artifacts:write'],
  repeatable: true,
  resources: { requests: { cpu: '100m', memory: '256Mi' } },
  examples: [
    { title: { en: 'What the builds before it left', zh: '之前构建留下的报告' }, with: {} },
    {
      title: { en: 'Two kinds of report, and a least coverage', zh: '两类报告与最低覆盖率' },
      with: {
        reports: ['reports/*.xml', 'out/*.tap'],
        coverage: ['coverage/lcov.info'],
        minLine: 80,
        minBranch: 60.5,
      },
    },
    {
      title: { en: 'Only to look at', zh: '仅展示' },
      with: { onFailed: 'warn', onMissing: 'ignore', heading: 'Nightly' },
    },
  ],
});
