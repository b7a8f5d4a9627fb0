import { cases, secret, Type } from '@stepyard/catalog';

const tls = {
  ca: Type.String({
    title: { en: 'CA certificate', zh: 'CA 证书' },
    widget: 'textarea',
    optional: true,
    advanced: true,
  }),
  certificate: Type.String({
    title: { en: 'Client certificate', zh: '客户端证书' },
    widget: 'textarea',
    optional: true,
    advanced: true,
  }),
  key: secret({
    title: { en: 'Key of the client certificate', zh: '客户端私钥' },
    optional: true,
    advanced: true,
  }),
};

/** What does the work. */
export const builder = cases(
  {
    engine: {
      url: Type.String({
        title: { en: 'Engine', zh: '引擎地址' },
        help: {
          en: 'unix:// or tcp://; a socket is never mounted by itself.',
          zh: 'unix:// 或 tcp://；不会自动挂载套接字。',
        },
        pattern: '^(?:unix:///\\S+|tcp://[^\\s/@]+)$',
        default: 'unix:///var/run/docker.sock',
      }),
      ...tls,
    },
    buildkit: {
      url: Type.String({
        title: { en: 'BuildKit', zh: 'BuildKit 地址' },
        help: {
          en: 'Its address; a service beside the task is reached by its name.',
          zh: 'BuildKit 地址；与任务同时运行的服务可按名称访问。',
        },
        pattern: '^(?:unix:///\\S+|tcp://[^\\s/@]+)$',
        default: 'tcp://buildkit:1234',
      }),
      ...tls,
      platforms: Type.Array(Type.String({ pattern: '^[a-z0-9]+/[a-z0-9_]+(?:/[a-z0-9]+)?$' }), {
        title: { en: 'Platforms', zh: '平台' },
        default: [],
      }),
      secrets: Type.Map(secret({ title: { en: 'Secret', zh: '密钥' } }), {
        title: { en: 'Secrets of the build', zh: '构建密钥' },
        help: {
          en: 'By id, for `RUN --mount=type=secret,id=…`; they stay in no layer.',
          zh: '按 id 供 `RUN --mount=type=secret,id=…` 使用；不会留在任何层中。',
        },
        default: {},
        advanced: true,
      }),
      ssh: secret({
        title: { en: 'SSH key of the build', zh: '构建用 SSH 私钥' },
        help: { en: 'For `RUN --mount=type=ssh`.', zh: '供 `RUN --mount=type=ssh` 使用。' },
        optional: true,
        advanced: true,
      }),
      cacheFrom: Type.Array(Type.String({ format: 'image' }), {
        title: { en: 'Images to take cache of', zh: '缓存来源镜像' },
        default: [],
        advanced: true,
      }),
      cacheTo: Type.String({
        title: { en: 'Image to write cache to', zh: '缓存写入镜像' },
        format: 'image',
        optional: true,
        advanced: true,
      }),
      reproducible: Type.Boolean({
        title: { en: 'Reproducible times', zh: '可重现的时间戳' },
        help: {
          en: 'All times are that of the commit.',
          zh: '所有时间均取提交时间。',
        },
        default: false,
        advanced: true,
      }),
      sbom: Type.Boolean({ title: { en: 'SBOM', zh: 'SBOM' }, default: false, advanced: true }),
      provenance: Type.Boolean({
        title: { en: 'Provenance', zh: '来源证明' },
        default: false,
        advanced: true,
      }),
    },
  },
  {
    title: { en: 'Builder', zh: '构建工具' },
    labels: {
      engine: { en: 'Docker engine', zh: 'Docker 引擎' },
      buildkit: { en: 'BuildKit, without privilege', zh: 'BuildKit（无特权）' },
    },
    section: 'builder',
    owner: 'infra',
    default: 'engine',
  },
);
