import { cases, Type } from '@stepyard/catalog';
import { language, languageOfFile } from './interpreter.ts';

/** Where the script comes from, and what it is given. */
export const source = {
  script: cases(
    {
      inline: {
        text: Type.String({
          title: { en: 'Script', zh: '脚本内容' },
          help: {
            en: 'It is run as it stands: an expression is refused here, and reaches the script through `args` or a variable of `env`.',
            zh: '按原样执行：此处不接受表达式，请通过 `args` 或 `env` 变量传入。',
          },
          placeholder: { en: '#!/bin/sh\nmvn clean package', zh: '#!/bin/sh\nmvn clean package' },
          widget: 'code',
          minLength: 1,
          literal: true,
        }),
        language,
      },
      file: {
        path: Type.String({
          title: { en: 'File in the workspace', zh: '工作区中的文件' },
          format: 'path',
          widget: 'file',
        }),
        language: languageOfFile,
      },
      upload: {
        name: Type.String({
          title: { en: 'File name', zh: '文件名' },
          help: {
            en: 'Only .sh, .py, .rb and .php; at most 2 MB is advised.',
            zh: '仅支持 .sh .py .rb .php 格式文件，建议文件大小不超过 2M。',
          },
          pattern: '^[^/\\\\\\u0000]+\\.(sh|py|rb|php)$',
        }),
        content: Type.String({
          title: { en: 'Content', zh: '文件内容' },
          widget: 'file',
          minLength: 1,
          literal: true,
        }),
      },
    },
    {
      title: { en: 'Script', zh: '执行脚本' },
      labels: {
        inline: { en: 'Type it in', zh: '直接输入' },
        file: { en: 'From the workspace', zh: '工作区文件' },
        upload: { en: 'Upload', zh: '上传脚本文件' },
      },
    },
  ),
  args: Type.Array(Type.String(), {
    title: { en: 'Arguments', zh: '参数' },
    help: {
      en: 'Each one reaches the script as it is, as one argument.',
      zh: '每一项都原样作为一个参数传给脚本。',
    },
    default: [],
  }),
  outputs: Type.Array(Type.String({ pattern: '^[a-z][A-Za-z0-9]{0,62}$' }), {
    title: { en: 'Outputs', zh: '输出' },
    help: {
      en: 'Names of outputs: the script writes each to the file of that name in $STEPYARD_OUTPUTS.',
      zh: '输出名称：脚本将每个值写入 $STEPYARD_OUTPUTS 目录下的同名文件。',
    },
    default: [],
    uniqueItems: true,
    maxItems: 100,
  }),
};
