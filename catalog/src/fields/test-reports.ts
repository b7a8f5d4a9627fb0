import { Type } from '../type.ts';
import type { PlaceInForm } from './place-in-form.ts';

const readAfter = {
  build: {
    en: 'Patterns of test reports, read after the build: totals become outputs, failing tests annotations.',
    zh: '测试报告的路径模式，构建结束后读取：统计数据成为输出，失败的测试成为标注。',
  },
  command: {
    en: 'Patterns of test reports, read after the command: totals become outputs, failing tests annotations.',
    zh: '测试报告的路径模式，命令结束后读取：统计数据成为输出，失败的测试成为标注。',
  },
};

/** The test reports that are read once the tool has ended. */
export function junitReports(
  after: keyof typeof readAfter,
  patterns: readonly string[],
  place: Partial<PlaceInForm> = {},
) {
  return Type.Array(Type.String({ format: 'pattern' }), {
    title: { en: 'JUnit reports', zh: 'JUnit 报告' },
    help: readAfter[after],
    ...place,
    default: patterns,
    advanced: true,
  });
}

/** How many tests there were, as fields of an output. */
export const testTotals = {
  run: Type.Integer({ title: { en: 'Run', zh: '执行' } }),
  failed: Type.Integer({ title: { en: 'Failed', zh: '失败' } }),
  skipped: Type.Integer({ title: { en: 'Skipped', zh: '跳过' } }),
};

/** The output that holds them where reports were found. */
export const tests = Type.Object(testTotals, { title: { en: 'Tests', zh: '测试' }, optional: true });
