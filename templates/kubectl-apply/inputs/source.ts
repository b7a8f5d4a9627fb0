import { cases, Type } from '@stepyard/catalog';

/** Where the manifests come from. */
export const source = cases(
  {
    files: {
      manifests: Type.Array(
        Type.String({ format: 'pattern', placeholder: { en: 'deploy/*.yaml', zh: 'deploy/*.yaml' } }),
        {
          title: { en: 'Files', zh: '文件' },
          help: {
            en: 'Files, patterns or directories in the workspace: YAML or JSON.',
            zh: '工作区中的文件、通配模式或目录：YAML 或 JSON。',
          },
          minItems: 1,
        },
      ),
    },
    kustomize: {
      path: Type.String({
        title: { en: 'Directory', zh: '目录' },
        help: { en: 'With kustomization.yaml.', zh: '包含 kustomization.yaml。' },
        placeholder: { en: 'deploy/overlays/test', zh: 'deploy/overlays/test' },
        format: 'path',
      }),
    },
    urls: {
      urls: Type.Array(Type.String({ format: 'url' }), {
        title: { en: 'URLs', zh: '地址' },
        minItems: 1,
      }),
    },
    text: {
      text: Type.String({
        title: { en: 'Manifests', zh: '清单内容' },
        widget: 'code',
        minLength: 1,
      }),
    },
  },
  {
    title: { en: 'Manifests', zh: '清单' },
    labels: {
      files: { en: 'Files of the workspace', zh: '工作区文件' },
      kustomize: { en: 'Kustomize', zh: 'Kustomize' },
      urls: { en: 'URLs', zh: '网络地址' },
      text: { en: 'Written here', zh: '直接填写' },
    },
  },
);
