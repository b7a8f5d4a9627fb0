import { Type } from '@stepyard/catalog';

const section = 'rules';
const labels = {
  fail: { en: 'Fails the task', zh: '任务失败' },
  warn: { en: 'Warns', zh: '警告' },
  ignore: { en: 'Nothing', zh: '忽略' },
};

/** When the task fails. */
export const rules = {
  onFailed: Type.Enum(['fail', 'warn', 'ignore'], {
    title: { en: 'If tests failed', zh: '有测试失败时' },
    labels,
    section,
    default: 'fail',
  }),
  onMissing: Type.Enum(['fail', 'warn', 'ignore'], {
    title: { en: 'If there is no test report', zh: '没有测试报告时' },
    help: {
      en: 'Also where reports were found that hold no test.',
      zh: '找到报告但其中没有任何测试时同样适用。',
    },
    labels,
    section,
    default: 'fail',
  }),
  onUnreadable: Type.Enum(['fail', 'warn', 'ignore'], {
    title: { en: 'If a report cannot be read', zh: '报告无法读取时' },
    help: {
      en: 'It is broken, hostile or of an unknown form; nothing of it counts.',
      zh: '报告损坏、含恶意内容或格式未知；其内容不计入统计。',
    },
    labels,
    section,
    default: 'fail',
    advanced: true,
  }),
  minLine: percentOf(
    { en: 'Least line coverage, percent', zh: '最低行覆盖率（%）' },
    {
      en: 'Below it, or without a coverage report, the task fails.',
      zh: '低于该值或没有覆盖率报告时任务失败。',
    },
  ),
  minBranch: percentOf(
    { en: 'Least branch coverage, percent', zh: '最低分支覆盖率（%）' },
    {
      en: 'Below it, or without a count of branches, the task fails.',
      zh: '低于该值或没有分支数据时任务失败。',
    },
  ),
};

function percentOf(title: { en: string; zh: string }, help: { en: string; zh: string }) {
  return Type.Number({ title, help, section, minimum: 0, maximum: 100, optional: true });
}
