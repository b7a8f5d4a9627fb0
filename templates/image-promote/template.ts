import { defineTemplate, Type } from '@stepyard/catalog';
import { caCertificates, registryAuth, withoutTls } from '@stepyard/catalog/fields';
import { required } from './inputs/required.ts';

const source = { section: 'source' } as const;
/** A connection of the kind fills the side that is written to. */
const target = { section: 'target', connection: 'registry' } as const;

export const imagePromote = defineTemplate({
  name: 'image-promote',
  version: '1.0.0',
  title: { en: 'Promote image', zh: '同步镜像' },
  help: {
    en: 'Copies an image from one registry to another by digest, with all its platforms, signatures and SBOMs.',
    zh: '按摘要将镜像从一个仓库同步到另一个仓库，包含全部平台、签名与 SBOM。',
  },
  category: 'publish',
  keywords: ['copy', 'sync', 'mirror', 'release', 'registry', 'cosign', '同步', '晋级', '复制', '镜像仓库'],
  sections: { source: { en: 'From', zh: '来源' }, target: { en: 'To', zh: '目标' } },
  inputs: {
    image: Type.String({
      title: { en: 'Image', zh: '镜像' },
      placeholder: { en: 'test.example/shop/web:2.0', zh: 'test.example/shop/web:2.0' },
      section: 'source',
      format: 'image',
      from: 'tasks.image',
    }),
    required,
    sourceAuth: registryAuth(source),
    sourceCa: caCertificates(source),
    sourceInsecure: withoutTls(source),
    target: Type.String({
      title: { en: 'Target', zh: '目标镜像' },
      help: { en: 'Without a tag: under the tag of the image.', zh: '不带标签时使用源镜像的标签。' },
      placeholder: { en: 'prod.example/shop/web', zh: 'prod.example/shop/web' },
      section: 'target',
      format: 'image',
    }),
    replace: Type.Boolean({
      title: { en: 'Replace another image', zh: '覆盖已有标签' },
      help: {
        en: 'Moves the tag where it names another image already. Otherwise such a tag is refused.',
        zh: '当目标标签已指向其他镜像时移动标签；否则拒绝。',
      },
      section: 'target',
      default: false,
    }),
    referrers: Type.Boolean({
      title: { en: 'Signatures and SBOMs', zh: '签名与 SBOM' },
      help: {
        en: 'Copies what refers to the image too: signatures, SBOMs, attestations.',
        zh: '同时复制指向该镜像的签名、SBOM 与证明。',
      },
      section: 'target',
      default: true,
      advanced: true,
    }),
    auth: registryAuth(target),
    ca: caCertificates(target),
    insecure: withoutTls(target),
  },
  outputs: {
    image: Type.String({ title: { en: 'Image by digest', zh: '镜像（含摘要）' }, format: 'image' }),
    digest: Type.String({ title: { en: 'Digest', zh: '摘要' } }),
    tag: Type.String({ title: { en: 'Tag', zh: '标签' } }),
    referrers: Type.Integer({ title: { en: 'Signatures and SBOMs', zh: '签名与 SBOM 数' } }),
  },
  permissions: ['registry:read', 'registry:write'],
  network: ['input:image', 'input:target'],
  repeatable: true,
  resources: { requests: { cpu: '100m', memory: '128Mi' } },
  examples: [
    {
      title: { en: 'Release what passed the tests', zh: '发布通过测试的镜像' },
      with: {
        image: 'test.example/shop/web:2.0',
        required: {
          case: 'harbor',
          label: 'Test Passed',
          username: 'robot$shop+read',
          password: '${{ secrets.TEST_REGISTRY }}',
        },
        sourceAuth: {
          case: 'basic',
          username: 'robot$shop+read',
          password: '${{ secrets.TEST_REGISTRY }}',
        },
        target: 'prod.example/shop/web',
        auth: {
          case: 'basic',
          username: 'robot$shop+release',
          password: '${{ secrets.PROD_REGISTRY }}',
        },
      },
    },
    {
      title: { en: 'Move a tag to an image by digest', zh: '将标签指向指定摘要的镜像' },
      with: {
        image:
          'registry.example/team/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        target: 'registry.example/team/app:stable',
        replace: true,
      },
    },
  ],
});
