import { secret, Type } from '@stepyard/catalog';

const section = 'values';

/** What the chart is told. Of several that say the same, the later one here holds. */
export const values = {
  valuesFiles: Type.Array(Type.String({ format: 'path' }), {
    title: { en: 'Values files', zh: 'values 文件' },
    help: { en: 'In the workspace; a later one overrules.', zh: '工作区中的文件，后者优先。' },
    section,
    default: [],
  }),
  values: Type.String({
    title: { en: 'Values', zh: 'values' },
    help: { en: 'YAML, as in values.yaml.', zh: 'YAML，格式同 values.yaml。' },
    section,
    widget: 'code',
    optional: true,
  }),
  secretValues: secret({
    title: { en: 'Secret values', zh: '机密 values' },
    help: { en: 'YAML; kept off the log.', zh: 'YAML，不会出现在日志中。' },
    section,
    widget: 'textarea',
    optional: true,
  }),
  set: Type.Map(Type.String(), {
    title: { en: 'Single values', zh: '单个取值' },
    help: {
      en: 'Name to value, as `helm set` has them: `ingress.hosts[0].host`. Whole numbers, true, false and null are that; all else is text.',
      zh: '名称到取值，名称同 `helm --set`。整数、true、false、null 按其类型，其余为文本。',
    },
    section,
    default: {},
  }),
  images: Type.Array(
    Type.Object(
      {
        container: Type.String({
          title: { en: 'Container', zh: '容器' },
          placeholder: { en: 'nginx', zh: 'nginx' },
          pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$',
        }),
        image: Type.String({
          title: { en: 'Image', zh: '镜像名称' },
          help: { en: "Left out: the chart's own.", zh: '不填时使用模板镜像。' },
          placeholder: { en: 'Use the image of the template', zh: '使用模板镜像' },
          format: 'image',
          from: 'tasks.image',
          optional: true,
        }),
        value: Type.String({
          title: { en: 'Value that holds it', zh: '对应的 values 名称' },
          help: {
            en: 'Left out: found among the values of the chart.',
            zh: '不填时在 Chart 的 values 中自动查找。',
          },
          placeholder: { en: 'image', zh: 'image' },
          pattern: '^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*$',
          optional: true,
        }),
      },
      {},
    ),
    {
      title: { en: 'Images of containers', zh: '容器镜像' },
      help: {
        en: 'Containers that are not named here have the image of the chart.',
        zh: '未列出的容器使用模板镜像。',
      },
      section,
      default: [],
    },
  ),
};
