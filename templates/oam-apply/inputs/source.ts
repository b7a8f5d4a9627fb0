import { cases, Type } from '@stepyard/catalog';

const patterns = (en: string, zh: string, help: { en: string; zh: string }) => ({
  title: { en, zh },
  help,
});
const file = Type.String({ format: 'pattern', placeholder: { en: 'app/*.yaml', zh: 'app/*.yaml' } });

/** Which application. */
export const source = cases(
  {
    files: {
      manifests: Type.Array(file, {
        ...patterns('Files', '文件', {
          en: 'Files, patterns or directories in the workspace with one application, and the Components of v1alpha2.',
          zh: '工作区中的文件、通配模式或目录，包含一个应用；v1alpha2 还包括其 Component。',
        }),
        minItems: 1,
      }),
    },
    text: {
      text: Type.String({ title: { en: 'Application', zh: '应用内容' }, widget: 'code', minLength: 1 }),
    },
  },
  {
    title: { en: 'Application', zh: '应用' },
    labels: {
      files: { en: 'Files of the workspace', zh: '工作区文件' },
      text: { en: 'Written here', zh: '直接填写' },
    },
  },
);

/** What differs in the environment. */
export const overlays = Type.Array(
  Type.String({ format: 'pattern', placeholder: { en: 'app/test.yaml', zh: 'app/test.yaml' } }),
  {
    ...patterns('Overlays', '环境覆盖', {
      en: 'Files with an Application of the same name that hold only what differs in this environment. The last one counts.',
      zh: '与应用同名的 Application 文件，仅包含此环境的差异；后者优先。',
    }),
    default: [],
  },
);
