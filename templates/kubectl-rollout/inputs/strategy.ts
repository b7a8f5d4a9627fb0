import { cases, Type } from '@stepyard/catalog';
import { onlyShow } from '@stepyard/catalog/fields';
import { blueGreen, canary } from './beside.ts';

const section = 'strategy';
const amount = '^(?:\\d{1,4}|\\d{1,2}%|100%)$';

/** How the old is replaced by the new, and what becomes of it if that fails. */
export const strategy = {
  strategy: cases(
    {
      rolling: {
        maxSurge: Type.String({
          title: { en: 'More pods than wanted, at most', zh: '最多超出副本数' },
          placeholder: { en: '1 or 25%', zh: '1 或 25%' },
          pattern: amount,
          default: '1',
          advanced: true,
        }),
        maxUnavailable: Type.String({
          title: { en: 'Fewer pods than wanted, at most', zh: '最多不可用副本数' },
          placeholder: { en: '0 or 25%', zh: '0 或 25%' },
          pattern: amount,
          default: '0',
          advanced: true,
        }),
      },
      normal: {},
      canary,
      blueGreen,
    },
    {
      title: { en: 'Upgrade', zh: '升级方式' },
      labels: {
        rolling: { en: 'Rolling', zh: '滚动升级' },
        normal: { en: 'Normal', zh: '普通升级' },
        canary: { en: 'Canary', zh: '金丝雀' },
        blueGreen: { en: 'Blue/green', zh: '蓝绿' },
      },
      helps: {
        rolling: {
          en: 'New pods come before old ones go: the service is not interrupted.',
          zh: '滚动升级采用 RS 扩容方式，不会中断服务。',
        },
        normal: {
          en: 'The old pods end before new ones start: the service is interrupted.',
          zh: '先停止旧 Pod 再启动新 Pod，服务会中断。',
        },
        canary: {
          en: 'Some of the replicas become new; later all, or none.',
          zh: '先让部分副本使用新版本，之后全部升级或全部撤回。',
        },
        blueGreen: {
          en: 'The new stands beside the old, and the Service is switched over.',
          zh: '新旧版本并存，由 Service 切换流量。',
        },
      },
      section,
      owner: 'ops',
      widget: 'radio',
      default: 'rolling',
    },
  ),
  timeout: Type.String({
    title: { en: 'Ready within', zh: '就绪时限' },
    help: {
      en: 'What cannot become ready any more fails before, with its reason.',
      zh: '确定无法就绪时提前失败并给出原因。',
    },
    section,
    format: 'duration',
    default: '10m',
  }),
  rollback: cases(
    {
      previous: {
        timeout: Type.String({
          title: { en: 'At most', zh: '回滚时限' },
          help: { en: 'Time of its own, beside that of the upgrade.', zh: '独立于升级时限。' },
          format: 'duration',
          default: '3m',
        }),
      },
      none: {},
    },
    {
      title: { en: 'Where it fails', zh: '失败时' },
      labels: {
        previous: { en: 'Back to the previous image', zh: '回滚到之前的镜像' },
        none: { en: 'Leave it as it is', zh: '保持现状' },
      },
      section,
      owner: 'ops',
      default: 'previous',
    },
  ),
  dryRun: onlyShow(section),
};
