import { Type } from '@stepyard/catalog';

/** What of the workspace becomes the set. */
export const save = {
  paths: Type.Array(Type.String({ format: 'pattern' }), {
    title: { en: 'Files', zh: '提取路径' },
    help: {
      en: 'Patterns below the workspace; `/app/` at the start means the workspace, `!` leaves out. A directory means all that is in it, hidden files only where they are named.',
      zh: '工作区内的路径模式；开头的 `/app/` 表示工作区，`!` 表示排除。写目录即包含其中全部文件，隐藏文件须写明才会包含。',
    },
    placeholder: { en: 'target/*.jar', zh: 'target/*.jar' },
    minItems: 1,
  }),
  type: Type.Enum(['file', 'junit', 'sbom', 'image', 'chart'], {
    title: { en: 'Type', zh: '类型' },
    help: { en: 'What the files are, for those who list them.', zh: '文件的种类，供列表展示。' },
    labels: {
      file: { en: 'File', zh: '普通文件' },
      junit: { en: 'JUnit report', zh: 'JUnit 报告' },
      sbom: { en: 'Bill of materials (SBOM)', zh: '软件物料清单 (SBOM)' },
      image: { en: 'Image', zh: '镜像' },
      chart: { en: 'Helm chart', zh: 'Helm Chart' },
    },
    default: 'file',
    advanced: true,
  }),
  keep: Type.Integer({
    title: { en: 'Sets kept', zh: '保留份数' },
    help: {
      en: 'How many sets of this name remain, this one included; older ones of the same pipeline and trust are deleted. Left out: all.',
      zh: '同名制品集保留的份数（含本次）；同一流水线、同一信任级别中更早的将被删除。不填时全部保留。',
    },
    owner: 'ops',
    minimum: 1,
    optional: true,
    advanced: true,
  }),
};
