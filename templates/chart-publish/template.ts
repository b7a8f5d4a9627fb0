import { defineTemplate, Type } from '@stepyard/catalog';
import { packaging } from './inputs/package.ts';
import { target } from './inputs/target.ts';

export const chartPublish = defineTemplate({
  name: 'chart-publish',
  version: '1.0.0',
  title: { en: 'Publish Helm chart', zh: '发布应用模板' },
  help: {
    en: 'Lints, packages and versions a Helm chart, and publishes it to an OCI registry or a chart repository.',
    zh: '检查、打包 Helm Chart 并设定版本，发布到 OCI 镜像仓库或 Chart 仓库。',
  },
  category: 'publish',
  keywords: ['helm', 'kubernetes', 'oci', 'chartmuseum', 'nexus', '模板', '应用', '发布'],
  sections: { package: { en: 'Package', zh: '打包' }, target: { en: 'Target', zh: '目标' } },
  inputs: { ...packaging, ...target },
  outputs: {
    name: Type.String({ title: { en: 'Chart', zh: 'Chart 名称' } }),
    version: Type.String({ title: { en: 'Version', zh: '版本' } }),
    appVersion: Type.String({ title: { en: 'Version of the application', zh: '应用版本' }, optional: true }),
    package: Type.String({
      title: { en: 'Packaged file, below the workspace', zh: '打包文件（相对工作区）' },
      format: 'path',
    }),
    sha256: Type.String({ title: { en: 'SHA-256 of the file', zh: '文件的 SHA-256' } }),
    chart: Type.String({
      title: { en: 'Where it is: oci:// with digest, or a URL', zh: '发布位置：带摘要的 oci:// 或 URL' },
      optional: true,
    }),
  },
  permissions: ['registry:write'],
  network: ['input:target'],
  repeatable: true,
  tools: [{ name: 'helm', version: '>=3.8' }],
  resources: { requests: { cpu: '200m', memory: '256Mi' } },
  examples: [
    {
      title: { en: 'To an OCI registry', zh: '发布到 OCI 镜像仓库' },
      with: {
        path: 'deploy/chart',
        chartVersion: '${{ inputs.version }}',
        target: { case: 'oci', registry: 'registry.example/charts' },
        auth: { case: 'basic', username: 'release', password: '${{ secrets.REGISTRY }}' },
      },
    },
    {
      title: { en: 'To a repository of Nexus', zh: '发布到 Nexus 仓库' },
      with: {
        path: 'deploy/chart',
        target: { case: 'upload', url: 'https://nexus.example/repository/charts' },
        auth: { case: 'basic', username: 'release', password: '${{ secrets.NEXUS }}' },
      },
    },
    { title: { en: 'Check and package only', zh: '仅检查与打包' }, with: { path: 'chart', target: 'none' } },
  ],
});
