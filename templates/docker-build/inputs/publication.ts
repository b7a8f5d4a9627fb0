import { cases, Type } from '@stepyard/catalog';
import { registryAuth, withoutTls } from '@stepyard/catalog/fields';

const section = 'publication';
const connection = 'registry';
const tag = '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$';

/** What the image is called, and where it goes. */
export const publication = {
  registry: Type.String({
    title: { en: 'Registry', zh: '镜像仓库' },
    help: { en: 'Host, with a port where it has one.', zh: '主机名，可带端口。' },
    placeholder: { en: 'registry.example', zh: 'registry.example' },
    section,
    format: 'host',
    connection,
  }),
  project: Type.String({
    title: { en: 'Project of the registry', zh: '仓库组' },
    placeholder: { en: 'cicd', zh: 'cicd' },
    section,
    pattern: '^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$',
    optional: true,
  }),
  name: Type.String({
    title: { en: 'Image name', zh: '镜像名称' },
    placeholder: { en: 'booking-service', zh: 'booking-service' },
    section,
    pattern: '^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$',
    maxLength: 200,
  }),
  tag: cases(
    {
      branch: {},
      timestamp: {},
      custom: {
        text: Type.String({ title: { en: 'Tag', zh: 'tag' }, pattern: tag, minLength: 1 }),
      },
    },
    {
      title: { en: 'Image version', zh: '镜像版本' },
      labels: {
        branch: { en: 'Branch name as tag', zh: '以代码分支名为 tag' },
        timestamp: { en: 'Timestamp as tag', zh: '时间戳为 tag' },
        custom: { en: 'Custom tag', zh: '自定义 tag' },
      },
      help: {
        en: 'How the tag of the image is made.',
        zh: '选择构建生成的 Docker 镜像的 tag 命名规范，支持以上三种命名规则。',
      },
      section,
    },
  ),
  tags: Type.Array(Type.String({ pattern: tag }), {
    title: { en: 'Further tags', zh: '其他 tag' },
    section,
    default: [],
    advanced: true,
  }),
  push: Type.Boolean({
    title: { en: 'Publish image', zh: '发布镜像' },
    section,
    default: true,
  }),
  auth: registryAuth({ section, connection }),
  insecure: withoutTls(
    { section, connection },
    {
      en: 'Speaks http to the registry. A Docker engine decides this by its own configuration.',
      zh: '以 http 访问镜像仓库。Docker 引擎按其自身配置决定。',
    },
  ),
};
