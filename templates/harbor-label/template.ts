import { defineTemplate, Type } from '@stepyard/catalog';
import { access } from './inputs/access.ts';
import { labels } from './inputs/labels.ts';
import { protection } from './inputs/protection.ts';
import { scan } from './inputs/scan.ts';

const count = (en: string, zh: string) => Type.Integer({ title: { en, zh } });

export const harborLabel = defineTemplate({
  name: 'harbor-label',
  version: '1.0.0',
  title: { en: 'Harbor label', zh: 'Harbor 标签' },
  help: {
    en: 'Adds and removes labels of an image in Harbor, locks its tag, and gates on its vulnerability scan.',
    zh: '为 Harbor 中的镜像添加或移除标签、锁定版本，并按漏洞扫描结果把关。',
  },
  category: 'third-party',
  keywords: ['registry', 'image', 'immutable', 'vulnerability', 'trivy', '镜像', '锁定', '扫描', '漏洞'],
  sections: {
    labels: { en: 'Labels', zh: '标签' },
    protection: { en: 'Protection', zh: '保护' },
    scan: { en: 'Scan', zh: '扫描' },
    access: { en: 'Access', zh: '访问' },
  },
  inputs: {
    image: Type.String({
      title: { en: 'Image', zh: '镜像' },
      help: {
        en: 'With its registry and project. With tag and digest, the tag must still name that digest.',
        zh: '包含仓库地址与项目。同时给出标签与摘要时，标签必须仍指向该摘要。',
      },
      placeholder: { en: 'harbor.example/shop/web:2.0', zh: 'harbor.example/shop/web:2.0' },
      format: 'image',
      from: 'tasks.image',
    }),
    ...labels,
    ...protection,
    scan,
    ...access,
  },
  outputs: {
    image: Type.String({ title: { en: 'Image by digest', zh: '镜像（含摘要）' }, format: 'image' }),
    digest: Type.String({ title: { en: 'Digest', zh: '摘要' } }),
    labels: Type.Array(Type.String(), { title: { en: 'Labels it has now', zh: '当前标签' } }),
    locked: Type.Boolean({ title: { en: 'Locked', zh: '已锁定' } }),
    vulnerabilities: Type.Object(
      {
        total: count('Total', '总数'),
        fixable: count('Fixable', '可修复'),
        critical: count('Critical', '危急'),
        high: count('High', '高'),
        medium: count('Medium', '中'),
        low: count('Low', '低'),
      },
      { title: { en: 'Vulnerabilities', zh: '漏洞' }, optional: true },
    ),
  },
  permissions: ['registry:write'],
  network: ['input:url', 'input:image'],
  repeatable: true,
  resources: { requests: { cpu: '50m', memory: '64Mi' } },
  examples: [
    {
      title: { en: 'Say that the tests passed', zh: '标记测试通过' },
      with: {
        image: 'harbor.example/shop/web:2.0',
        added: ['Test Passed'],
        removed: ['No Test'],
        auth: { case: 'basic', username: 'robot$shop+labels', password: '${{ secrets.HARBOR }}' },
      },
    },
    {
      title: { en: 'Release: scan, label, lock and keep', zh: '发布：扫描、标记、锁定并保留' },
      with: {
        image: 'harbor.example/shop/web:2.0',
        added: ['Released'],
        lock: 'locked',
        retained: true,
        scan: { case: 'gate', severity: 'critical' },
        auth: { case: 'basic', username: 'robot$shop+release', password: '${{ secrets.HARBOR }}' },
      },
    },
  ],
});
