import { cases } from '../cases.ts';
import { Type } from '../type.ts';

/** What is done about fields that someone else manages in the cluster. */
export function fieldConflicts(section: string) {
  return Type.Enum(['fail', 'overwrite'], {
    title: { en: 'Fields that others manage', zh: '由他方管理的字段' },
    labels: {
      fail: { en: 'Fail, naming them', zh: '失败并列出' },
      overwrite: { en: 'Take them over', zh: '接管' },
    },
    section,
    owner: 'ops',
    default: 'fail',
    advanced: true,
  });
}

/** Shows what would change and changes nothing. */
export function onlyShow(section: string) {
  return Type.Boolean({
    title: { en: 'Only show what would change', zh: '仅显示变更' },
    help: {
      en: 'The cluster checks everything and changes nothing.',
      zh: '集群会完整校验，但不做任何更改。',
    },
    section,
    default: false,
  });
}

/** Whether, and how long, the task waits for what it deployed. */
export function readiness(section: string) {
  return cases(
    {
      ready: {
        timeout: Type.String({
          title: { en: 'At most', zh: '最长时间' },
          help: {
            en: 'What cannot become ready any more fails at once, with its reason.',
            zh: '确定无法就绪时立即失败并给出原因。',
          },
          format: 'duration',
          default: '10m',
        }),
      },
      none: {},
    },
    {
      title: { en: 'Wait', zh: '等待' },
      labels: {
        ready: { en: 'Until it is ready', zh: '直到就绪' },
        none: { en: 'No', zh: '不等待' },
      },
      section,
      default: 'ready',
    },
  );
}

/** Images that stand in the place of others, whatever their tags. */
export function imageSubstitutions(section: string) {
  return Type.Array(
    Type.Object(
      {
        name: Type.String({
          title: { en: 'Image in the manifests', zh: '清单中的镜像' },
          help: {
            en: 'Without its tag, or exactly as it stands there.',
            zh: '不含标签，或与清单中完全一致。',
          },
          placeholder: { en: 'registry.example/shop/web', zh: 'registry.example/shop/web' },
          minLength: 1,
        }),
        image: Type.String({
          title: { en: 'Image to deploy', zh: '要部署的镜像' },
          placeholder: { en: 'registry.example/shop/web:1.2', zh: 'registry.example/shop/web:1.2' },
          format: 'image',
        }),
      },
      {},
    ),
    {
      title: { en: 'Images', zh: '镜像替换' },
      help: {
        en: 'Each must stand somewhere in the manifests.',
        zh: '每一项都必须出现在清单中。',
      },
      section,
      default: [],
    },
  );
}
