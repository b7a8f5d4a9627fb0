import { cases, Type } from '@stepyard/catalog';

/** Scan for vulnerabilities before anything is marked. */
export const scan = cases(
  {
    none: {},
    gate: {
      severity: Type.Enum(['low', 'medium', 'high', 'critical', 'never'], {
        title: { en: 'Fails from severity', zh: '达到该等级即失败' },
        labels: {
          low: { en: 'Low', zh: '低' },
          medium: { en: 'Medium', zh: '中' },
          high: { en: 'High', zh: '高' },
          critical: { en: 'Critical', zh: '危急' },
          never: { en: 'Never', zh: '从不' },
        },
        default: 'high',
      }),
      again: Type.Boolean({
        title: { en: 'Scan again', zh: '重新扫描' },
        help: {
          en: 'Also where Harbor has a report of the image already.',
          zh: '即使 Harbor 中已有该镜像的扫描报告。',
        },
        default: false,
        advanced: true,
      }),
      timeout: Type.String({
        title: { en: 'Time limit', zh: '等待时限' },
        format: 'duration',
        default: '30m',
        advanced: true,
      }),
    },
  },
  {
    title: { en: 'Vulnerability scan', zh: '漏洞扫描' },
    labels: { none: { en: 'None', zh: '不扫描' }, gate: { en: 'Scan and gate', zh: '扫描并检查' } },
    help: {
      en: 'The image is labelled, locked and kept only if the scan is good enough.',
      zh: '扫描达标后才会添加标签、锁定和保留。',
    },
    section: 'scan',
    default: 'none',
  },
);
