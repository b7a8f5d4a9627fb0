import { cases, Type } from '@stepyard/catalog';
import { credential } from '@stepyard/catalog/fields';

const label = Type.String({
  title: { en: 'Label', zh: '标签' },
  placeholder: { en: 'Test Passed', zh: 'Test Passed' },
  minLength: 1,
});

/** What the image must carry, or it is not promoted. */
export const required = cases(
  {
    none: {},
    harbor: {
      label,
      url: Type.String({
        title: { en: 'Harbor', zh: 'Harbor 地址' },
        help: {
          en: 'Left out: https and the registry of the image.',
          zh: '不填时使用 https 与镜像的仓库地址。',
        },
        placeholder: { en: 'https://harbor.example', zh: 'https://harbor.example' },
        format: 'url',
        optional: true,
        advanced: true,
      }),
      ...credential,
    },
    image: {
      label,
      value: Type.String({ title: { en: 'Value', zh: '值' }, default: 'true' }),
    },
  },
  {
    title: { en: 'Only with label', zh: '仅当带有标签' },
    labels: {
      none: { en: 'Any image', zh: '不限' },
      harbor: { en: 'Label in Harbor', zh: 'Harbor 标签' },
      image: { en: 'Label in the image', zh: '镜像内标签' },
    },
    help: {
      en: 'An image without it is refused before anything is copied.',
      zh: '没有该标签的镜像在复制前即被拒绝。',
    },
    section: 'source',
    default: 'none',
  },
);
