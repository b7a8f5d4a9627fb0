import { secret, Type } from '@stepyard/catalog';

const section = 'variables';

/** Which requests are made, and with which values. */
export const collection = {
  collection: Type.String({
    title: { en: 'Collection', zh: '接口集合' },
    help: {
      en: 'A file in the workspace: Postman (v2.1, v2.0, v1) or an export of hitchhiker.',
      zh: '工作区中的文件：Postman（v2.1、v2.0、v1）或 hitchhiker 导出文件。',
    },
    format: 'path',
  }),
  only: Type.Array(Type.String({ minLength: 1 }), {
    title: { en: 'Only these', zh: '仅执行' },
    help: { en: 'Names of folders or requests. Left out: all.', zh: '文件夹或请求的名称。不填时全部执行。' },
    default: [],
  }),
  iterations: Type.Integer({
    title: { en: 'Rounds', zh: '轮数' },
    help: {
      en: 'How often the collection is run. Left out: once, or once for each row of the data.',
      zh: '集合执行的次数。不填时执行一次，或对数据的每一行执行一次。',
    },
    minimum: 1,
    maximum: 10_000,
    optional: true,
    advanced: true,
  }),
  timeout: Type.String({
    title: { en: 'Longest answer', zh: '请求超时' },
    help: { en: 'For one request.', zh: '单个请求的最长时间。' },
    format: 'duration',
    default: '30s',
    advanced: true,
  }),
  delay: Type.String({
    title: { en: 'Pause between requests', zh: '请求间隔' },
    format: 'duration',
    default: '0s',
    advanced: true,
  }),
  stopOnFailure: Type.Boolean({
    title: { en: 'Stop at the first failure', zh: '首次失败即停止' },
    default: false,
    advanced: true,
  }),
  report: Type.String({
    title: { en: 'JUnit report', zh: 'JUnit 报告' },
    help: {
      en: 'Written here, to be kept as artifact: each assertion is a test.',
      zh: '写入此文件，可作为制品保留：每个断言为一个测试。',
    },
    format: 'path',
    default: 'hitchhiker-report.xml',
    advanced: true,
  }),
  ca: Type.String({
    title: { en: 'CA certificates', zh: 'CA 证书' },
    help: {
      en: 'A PEM file in the workspace, trusted besides those of the platform.',
      zh: '工作区中的 PEM 文件，与平台证书一同受信任。',
    },
    format: 'path',
    optional: true,
    advanced: true,
  }),
  environment: Type.String({
    title: { en: 'Environment', zh: '环境变量文件' },
    help: {
      en: 'A file in the workspace with variables: an environment of Postman or hitchhiker.',
      zh: '工作区中的变量文件：Postman 或 hitchhiker 的环境。',
    },
    section,
    format: 'path',
    optional: true,
  }),
  globals: Type.String({
    title: { en: 'Globals', zh: '全局变量文件' },
    section,
    format: 'path',
    optional: true,
    advanced: true,
  }),
  data: Type.String({
    title: { en: 'Data', zh: '数据文件' },
    help: {
      en: 'CSV or JSON in the workspace: one round for each row.',
      zh: '工作区中的 CSV 或 JSON：每行执行一轮。',
    },
    section,
    format: 'path',
    optional: true,
    advanced: true,
  }),
  values: Type.Map(Type.String(), {
    title: { en: 'Variables', zh: '变量' },
    help: { en: 'Stronger than those of the files.', zh: '优先于文件中的变量。' },
    section,
    keyPattern: '^[^{}\\s][^{}]*$',
    default: {},
  }),
  secretValues: Type.Map(secret({ title: { en: 'Value', zh: '值' } }), {
    title: { en: 'Secret variables', zh: '加密变量' },
    section,
    keyPattern: '^[^{}\\s][^{}]*$',
    default: {},
  }),
};
