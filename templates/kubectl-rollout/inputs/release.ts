import { cases, Type } from '@stepyard/catalog';

/** What is new. */
export const release = cases(
  {
    image: {
      image: Type.String({
        title: { en: 'Image', zh: '镜像' },
        help: { en: 'Of an earlier build task, or by hand.', zh: '来自之前的 Docker 镜像任务，或手动填写。' },
        placeholder: { en: 'registry.example/shop/web:1.2', zh: 'registry.example/shop/web:1.2' },
        format: 'image',
        from: 'tasks.image',
      }),
    },
    code: {
      path: Type.String({
        title: { en: 'Files', zh: '代码或制品' },
        help: {
          en: 'A file or the content of a directory, put into the volume.',
          zh: '文件或目录内容，写入存储卷。',
        },
        placeholder: { en: 'target/app.war', zh: 'target/app.war' },
        format: 'path',
      }),
      mountPath: Type.String({
        title: { en: 'Directory in the container', zh: '容器内目录' },
        help: {
          en: 'Where a volume that outlives the pods is mounted. The container must have tar.',
          zh: '持久存储卷的挂载目录。容器中须有 tar。',
        },
        placeholder: { en: '/apps', zh: '/apps' },
        pattern: '^/[A-Za-z0-9_./-]+$',
      }),
    },
  },
  {
    title: { en: 'Release', zh: '发布方式' },
    labels: {
      image: { en: 'Image', zh: '镜像发布' },
      code: { en: 'Code update', zh: '代码更新' },
    },
    helps: {
      code: { en: 'The image stays, the pods are restarted.', zh: '镜像不变，重启 Pod。' },
    },
  },
);
