import { cases, Type } from '@stepyard/catalog';
import { onlyShow } from '@stepyard/catalog/fields';

const section = 'deploying';

/** How it is deployed, and what becomes of it if that fails. */
export const deploying = {
  dryRun: onlyShow(section),
  wait: Type.Enum(['ready', 'jobs', 'none'], {
    title: { en: 'Wait', zh: '等待' },
    labels: {
      ready: { en: 'Until it is ready', zh: '直到就绪' },
      jobs: { en: 'Until it is ready and its Jobs are done', zh: '直到就绪且 Job 完成' },
      none: { en: 'No', zh: '不等待' },
    },
    section,
    default: 'ready',
  }),
  timeout: Type.String({
    title: { en: 'Done within', zh: '完成时限' },
    help: {
      en: 'Hooks, readiness and tests together. What cannot become ready any more fails before, with its reason.',
      zh: '包括 hook、就绪等待和测试。确定无法就绪时提前失败并给出原因。',
    },
    section,
    format: 'duration',
    default: '10m',
  }),
  tests: Type.Boolean({
    title: { en: 'Run the tests of the chart', zh: '运行 Chart 的测试' },
    help: { en: 'After a change, once it is ready.', zh: '有变更时，就绪后运行。' },
    section,
    default: false,
  }),
  rollback: cases(
    {
      previous: {
        timeout: Type.String({
          title: { en: 'At most', zh: '回滚时限' },
          help: { en: 'Time of its own, beside that of the deployment.', zh: '独立于部署时限。' },
          format: 'duration',
          default: '3m',
        }),
      },
      none: {},
    },
    {
      title: { en: 'Where it fails', zh: '失败时' },
      labels: {
        previous: { en: 'Back to the previous revision', zh: '回滚到上一版本' },
        none: { en: 'Leave it as it is', zh: '保持现状' },
      },
      helps: {
        previous: {
          en: 'A release that is new is uninstalled.',
          zh: '首次安装失败时卸载。',
        },
      },
      section,
      owner: 'ops',
      default: 'previous',
    },
  ),
  historyLimit: Type.Integer({
    title: { en: 'Revisions to keep', zh: '保留的历史版本数' },
    section,
    owner: 'ops',
    minimum: 2,
    maximum: 100,
    default: 10,
    advanced: true,
  }),
  stuckAfter: Type.String({
    title: { en: 'Taken as left behind after', zh: '视为中断的时间' },
    help: {
      en: 'A release in the middle of a change by someone else is waited for so long from the start of that change, and then recovered.',
      zh: '应用正被其他操作变更时，从该操作开始最多等待这么久，之后视为中断并恢复。',
    },
    section,
    owner: 'ops',
    format: 'duration',
    default: '10m',
    advanced: true,
  }),
};
