import { cases, Type } from '@stepyard/catalog';
import { caCertificates, registryAuth, withoutTls } from '@stepyard/catalog/fields';

const section = 'target';
const connection = 'chart-repository';

/** Where the chart goes. */
export const target = {
  target: cases(
    {
      oci: {
        registry: Type.String({
          title: { en: 'Registry and path', zh: '镜像仓库与路径' },
          help: { en: 'The name of the chart is added.', zh: '会自动加上 Chart 名称。' },
          placeholder: { en: 'registry.example/charts', zh: 'registry.example/charts' },
          pattern: '^(?!oci:)[A-Za-z0-9][A-Za-z0-9.-]*(?::\\d{1,5})?(?:/[a-z0-9._-]+)*$',
        }),
        insecure: withoutTls({}),
      },
      chartmuseum: {
        url: Type.String({
          title: { en: 'Repository', zh: '仓库地址' },
          help: {
            en: 'ChartMuseum, or Harbor before 2.8: the URL that `helm repo add` takes.',
            zh: 'ChartMuseum 或 2.8 之前的 Harbor：`helm repo add` 使用的地址。',
          },
          placeholder: { en: 'https://charts.example', zh: 'https://charts.example' },
          format: 'url',
        }),
      },
      upload: {
        url: Type.String({
          title: { en: 'Repository', zh: '仓库地址' },
          help: {
            en: 'Nexus, Artifactory or Gitea: the chart is put below this URL by its file name.',
            zh: 'Nexus、Artifactory 或 Gitea：以文件名上传到该地址下。',
          },
          placeholder: {
            en: 'https://nexus.example/repository/charts',
            zh: 'https://nexus.example/repository/charts',
          },
          format: 'url',
        }),
      },
      none: {},
    },
    {
      title: { en: 'Publish to', zh: '发布到' },
      labels: {
        oci: { en: 'OCI registry', zh: 'OCI 镜像仓库' },
        chartmuseum: { en: 'ChartMuseum', zh: 'ChartMuseum' },
        upload: { en: 'Repository by upload', zh: '上传式仓库' },
        none: { en: 'Nowhere: package only', zh: '不发布，仅打包' },
      },
      section,
      connection,
    },
  ),
  auth: registryAuth({ section, connection }),
  ca: caCertificates({ section, connection }),
};
