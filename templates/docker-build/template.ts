import { defineTemplate, Type } from '@stepyard/catalog';
import { builder } from './inputs/builder.ts';
import { content } from './inputs/content.ts';
import { publication } from './inputs/publication.ts';

const auth = { case: 'basic', username: 'cicd', password: '${{ secrets.REGISTRY }}' } as const;

export const dockerBuild = defineTemplate({
  name: 'docker-build',
  version: '1.0.0',
  title: { en: 'Docker image', zh: 'Docker 镜像' },
  help: {
    en: 'Builds an image from a Dockerfile and publishes it, by a Docker engine or by BuildKit without privilege.',
    zh: '由 Dockerfile 构建镜像并发布，可使用 Docker 引擎或无特权的 BuildKit。',
  },
  category: 'publish',
  keywords: ['image', 'container', 'dockerfile', 'buildkit', 'oci', '构建镜像', '发布镜像'],
  sections: {
    content: { en: 'Content', zh: '构建内容' },
    publication: { en: 'Publish image', zh: '发布镜像' },
    builder: { en: 'Builder', zh: '构建工具' },
  },
  inputs: { ...content, ...publication, builder },
  outputs: {
    image: Type.String({
      title: { en: 'Image, by digest where published', zh: '镜像（发布后含摘要）' },
      format: 'image',
    }),
    digest: Type.String({ title: { en: 'Digest', zh: '摘要' }, optional: true }),
    tag: Type.String({ title: { en: 'Tag', zh: 'tag' } }),
    tags: Type.Array(Type.String(), { title: { en: 'All names', zh: '全部名称' } }),
    size: Type.Integer({
      title: { en: 'Compressed size in bytes', zh: '压缩后大小（字节）' },
      optional: true,
    }),
  },
  permissions: ['registry:read', 'registry:write'],
  network: ['input:registry', 'input:builder'],
  repeatable: true,
  tools: [{ name: 'buildctl', version: '>=0.12', optional: true }],
  resources: { requests: { cpu: '500m', memory: '512Mi' } },
  examples: [
    {
      title: { en: 'Build and publish by branch', zh: '按分支构建并发布' },
      with: { registry: 'registry.example', project: 'cicd', name: 'booking-service', tag: 'branch', auth },
    },
    {
      title: { en: 'A Dockerfile of the platform, by time', zh: '使用云端 Dockerfile，以时间戳为 tag' },
      with: {
        registry: 'registry.example',
        project: 'cicd',
        name: 'booking-service',
        tag: 'timestamp',
        dockerfile: { case: 'stored', text: 'FROM scratch\nCOPY app.jar /app.jar\n' },
        context: 'target',
        auth,
      },
    },
    {
      title: { en: 'For two platforms, by BuildKit', zh: '使用 BuildKit 构建两个平台' },
      with: {
        registry: 'registry.example',
        name: 'team/app',
        tag: { case: 'custom', text: '2.0' },
        tags: ['latest'],
        builder: {
          case: 'buildkit',
          platforms: ['linux/amd64', 'linux/arm64'],
          secrets: { npmrc: '${{ secrets.NPMRC }}' },
          sbom: true,
          provenance: true,
        },
        auth,
      },
    },
  ],
});
