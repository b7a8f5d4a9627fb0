import { Type } from '@stepyard/catalog';

const section = 'package';

/** Which chart, and how it is packaged. */
export const packaging = {
  path: Type.String({
    title: { en: 'Chart', zh: 'Chart 目录' },
    help: { en: 'Directory with Chart.yaml.', zh: '包含 Chart.yaml 的目录。' },
    placeholder: { en: 'deploy/chart', zh: 'deploy/chart' },
    format: 'path',
    default: '.',
  }),
  chartVersion: Type.String({
    title: { en: 'Version', zh: '版本' },
    help: { en: 'Left out: what Chart.yaml says.', zh: '不填时使用 Chart.yaml 中的版本。' },
    format: 'semver',
    optional: true,
  }),
  appVersion: Type.String({
    title: { en: 'Version of the application', zh: '应用版本' },
    help: { en: 'Left out: what Chart.yaml says.', zh: '不填时使用 Chart.yaml 中的版本。' },
    minLength: 1,
    optional: true,
  }),
  lint: Type.Enum(['errors', 'warnings', 'none'], {
    title: { en: 'Lint', zh: '检查' },
    labels: {
      errors: { en: 'Fail on errors', zh: '出现错误时失败' },
      warnings: { en: 'Fail on warnings too', zh: '出现警告时也失败' },
      none: { en: 'None', zh: '不检查' },
    },
    section,
    default: 'errors',
  }),
  values: Type.Array(Type.String({ format: 'path' }), {
    title: { en: 'Values files for the lint', zh: '检查所用的 values 文件' },
    section,
    default: [],
    advanced: true,
  }),
  dependencies: Type.Enum(['locked', 'newest', 'none'], {
    title: { en: 'Dependencies', zh: '依赖' },
    labels: {
      locked: { en: 'As Chart.lock says', zh: '按 Chart.lock' },
      newest: { en: 'Newest that fit', zh: '符合范围的最新版本' },
      none: { en: 'What charts/ holds', zh: '使用 charts/ 中已有的' },
    },
    section,
    default: 'locked',
    advanced: true,
  }),
};
