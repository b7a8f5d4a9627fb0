import { Type } from '@stepyard/catalog';

/** A part of the replicas is new. */
export const canary = {
  replicas: Type.Integer({
    title: { en: 'New replicas', zh: '新版本副本数' },
    help: { en: 'Of all replicas; the others stay old.', zh: '占全部副本中的数量，其余保持旧版本。' },
    minimum: 1,
    maximum: 1000,
    default: 1,
  }),
  action: Type.Enum(['start', 'promote', 'reject'], {
    title: { en: 'Do', zh: '操作' },
    labels: {
      start: { en: 'Start', zh: '开始' },
      promote: { en: 'Make all replicas new', zh: '全部升级' },
      reject: { en: 'Make all replicas old again', zh: '撤回' },
    },
    default: 'start',
  }),
};

/** The new stands beside the old. */
export const blueGreen = {
  service: Type.String({
    title: { en: 'Service that is switched', zh: '切换的 Service' },
    placeholder: { en: 'web', zh: 'web' },
    pattern: '^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$',
  }),
  action: Type.Enum(['start', 'switch', 'back', 'promote', 'reject'], {
    title: { en: 'Do', zh: '操作' },
    labels: {
      start: { en: 'Start the new beside the old', zh: '启动新版本' },
      switch: { en: 'Switch to the new', zh: '切换到新版本' },
      back: { en: 'Switch back to the old', zh: '切回旧版本' },
      promote: { en: 'Keep the new, remove the old', zh: '保留新版本' },
      reject: { en: 'Keep the old, remove the new', zh: '保留旧版本' },
    },
    default: 'start',
  }),
};
