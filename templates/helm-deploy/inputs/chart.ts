import { cases, Type } from '@stepyard/catalog';
import { caCertificates, registryAuth, withoutTls } from '@stepyard/catalog/fields';

const section = 'chart';
const connection = 'chart-repository';

const chartVersion = Type.String({
  title: { en: 'Version', zh: '版本' },
  help: { en: 'Left out: the newest that is no preview.', zh: '不填时使用最新的正式版本。' },
  placeholder: { en: '1.2.3', zh: '1.2.3' },
  pattern: '^[0-9A-Za-z~^<>=*][0-9A-Za-z.+~^<>=*| -]*$',
  optional: true,
});

/** Which chart, and where it is. */
export const chart = {
  chart: cases(
    {
      path: {
        path: Type.String({
          title: { en: 'Directory or package', zh: '目录或包' },
          help: { en: 'With Chart.yaml, or a .tgz.', zh: '包含 Chart.yaml 的目录，或 .tgz 文件。' },
          placeholder: { en: 'deploy/chart', zh: 'deploy/chart' },
          format: 'path',
          from: 'tasks.package',
        }),
        dependencies: Type.Enum(['locked', 'none'], {
          title: { en: 'Dependencies', zh: '依赖' },
          labels: {
            locked: { en: 'As Chart.lock says', zh: '按 Chart.lock' },
            none: { en: 'What charts/ holds', zh: '使用 charts/ 中已有的' },
          },
          default: 'none',
          advanced: true,
        }),
      },
      repository: {
        url: Type.String({
          title: { en: 'Repository', zh: '仓库地址' },
          help: { en: 'The URL that `helm repo add` takes.', zh: '`helm repo add` 使用的地址。' },
          placeholder: { en: 'https://charts.example', zh: 'https://charts.example' },
          format: 'url',
        }),
        name: Type.String({
          title: { en: 'Chart', zh: 'Chart 名称' },
          placeholder: { en: 'nginx', zh: 'nginx' },
          pattern: '^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$',
        }),
        chartVersion,
      },
      oci: {
        ref: Type.String({
          title: { en: 'Chart', zh: 'Chart 地址' },
          help: {
            en: 'In a registry: with a version, a digest, or neither.',
            zh: '镜像仓库中的地址，可带版本或摘要。',
          },
          placeholder: {
            en: 'oci://registry.example/charts/nginx',
            zh: 'oci://registry.example/charts/nginx',
          },
          pattern:
            '^oci://[A-Za-z0-9][A-Za-z0-9.-]*(?::\\d{1,5})?(?:/[a-z0-9._-]+)+(?::[A-Za-z0-9][A-Za-z0-9._-]*)?(?:@sha256:[0-9a-f]{64})?$',
          from: 'tasks.chart',
        }),
        chartVersion,
        insecure: withoutTls({}),
      },
      uninstall: {
        keepHistory: Type.Boolean({
          title: { en: 'Keep its history', zh: '保留历史' },
          default: false,
        }),
      },
    },
    {
      title: { en: 'Application template', zh: '应用模板' },
      labels: {
        path: { en: 'In the workspace', zh: '工作区' },
        repository: { en: 'Chart repository', zh: 'Chart 仓库' },
        oci: { en: 'OCI registry', zh: 'OCI 镜像仓库' },
        uninstall: { en: 'None: uninstall the release', zh: '不部署，卸载应用' },
      },
      connection,
    },
  ),
  auth: registryAuth({ section, connection }),
  ca: caCertificates({ section, connection }),
};
