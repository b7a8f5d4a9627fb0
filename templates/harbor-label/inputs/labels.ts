import { Type } from '@stepyard/catalog';

const section = 'labels';

/** What the image is marked with. */
export const labels = {
  added: Type.Array(
    Type.String({ minLength: 1, maxLength: 128, placeholder: { en: 'Test Passed', zh: 'Test Passed' } }),
    {
      title: { en: 'Labels to add', zh: '添加标签' },
      help: { en: 'Made where Harbor does not have them yet.', zh: 'Harbor 中没有时自动创建。' },
      section,
      default: [],
    },
  ),
  removed: Type.Array(
    Type.String({ minLength: 1, maxLength: 128, placeholder: { en: 'No Test', zh: 'No Test' } }),
    {
      title: { en: 'Labels to remove', zh: '移除标签' },
      help: { en: 'Taken off the image; the label itself stays.', zh: '仅从镜像上移除，标签本身保留。' },
      section,
      default: [],
    },
  ),
  scope: Type.Enum(['project', 'global'], {
    title: { en: 'Kind of the labels', zh: '标签范围' },
    labels: {
      project: { en: 'Of the project', zh: '项目标签' },
      global: { en: 'Of the whole Harbor', zh: '全局标签' },
    },
    help: {
      en: 'Labels of the whole Harbor are made by its administrators only.',
      zh: '全局标签只能由系统管理员创建。',
    },
    section,
    default: 'project',
    advanced: true,
  }),
  color: Type.String({
    title: { en: 'Colour of labels that are made', zh: '新建标签的颜色' },
    section,
    pattern: '^#[0-9a-fA-F]{6}$',
    default: '#1D5100',
    advanced: true,
  }),
};
