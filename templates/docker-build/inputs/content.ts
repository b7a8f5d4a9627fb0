import { cases, Type } from '@stepyard/catalog';

const section = 'content';

/** What is built. */
export const content = {
  context: Type.String({
    title: { en: 'Build directory', zh: '构建目录' },
    help: {
      en: 'What the Dockerfile can copy from; / or /app is the whole workspace.',
      zh: 'Dockerfile 可复制的目录；/ 或 /app 表示整个工作区。',
    },
    section,
    default: '/',
  }),
  dockerfile: cases(
    {
      repository: {
        path: Type.String({
          title: { en: 'Dockerfile', zh: 'Dockerfile 路径' },
          help: { en: 'Below the build directory.', zh: '相对于构建目录。' },
          format: 'path',
          default: 'Dockerfile',
        }),
      },
      stored: {
        text: Type.String({
          title: { en: 'Content', zh: '内容' },
          help: {
            en: 'Typed in, or a file that the platform keeps. One in the repository is ignored.',
            zh: '直接填写，或使用平台保存的文件；忽略代码库中的 Dockerfile。',
          },
          widget: 'code',
          minLength: 1,
        }),
      },
    },
    {
      title: { en: 'Dockerfile', zh: 'Dockerfile' },
      labels: {
        repository: { en: 'Of the repository', zh: '使用代码库中的 Dockerfile' },
        stored: { en: 'Of the platform', zh: '使用云端 Dockerfile' },
      },
      section,
      default: 'repository',
    },
  ),
  args: Type.Map(Type.String(), {
    title: { en: 'Build arguments', zh: '构建参数' },
    help: {
      en: 'They stay visible in the image: no secrets.',
      zh: '参数会留在镜像中，请勿填写密钥。',
    },
    section,
    default: {},
  }),
  stage: Type.String({
    title: { en: 'Stage', zh: '构建阶段' },
    help: {
      en: 'Stage of the Dockerfile to build. Left out: the last.',
      zh: '要构建的阶段。不填时为最后一个。',
    },
    section,
    pattern: '^[a-zA-Z0-9][a-zA-Z0-9_.-]*$',
    advanced: true,
    optional: true,
  }),
  labels: Type.Map(Type.String(), {
    title: { en: 'Labels', zh: '镜像标签' },
    help: {
      en: 'Besides source, revision, version and time, which are set by themselves.',
      zh: '来源、提交、版本与时间会自动设置。',
    },
    section,
    default: {},
    advanced: true,
  }),
  cache: Type.Boolean({
    title: { en: 'Build cache', zh: '构建缓存' },
    help: {
      en: 'Takes layers of earlier builds; off, all is built anew.',
      zh: '复用之前构建的层；关闭时全部重新构建。',
    },
    section,
    default: false,
  }),
  pull: Type.Boolean({
    title: { en: 'Newest base', zh: '拉取最新基础镜像' },
    help: {
      en: 'Asks the registry for a newer image of the same name.',
      zh: '向镜像仓库查询同名的更新镜像。',
    },
    section,
    default: false,
    advanced: true,
  }),
};
