import { defineTemplate, Type } from '@stepyard/catalog';
import { testTotals } from '@stepyard/catalog/fields';
import { collection } from './inputs/collection.ts';
import { load } from './inputs/load.ts';

const latency = (en: string, zh: string) => Type.Number({ title: { en, zh } });

export const hitchhiker = defineTemplate({
  name: 'hitchhiker',
  version: '1.0.0',
  title: { en: 'hitchhiker test', zh: 'hitchhiker 测试' },
  help: {
    en: 'Tests an HTTP API by a collection of requests with assertions, then puts load on it at a constant rate.',
    zh: '按接口集合执行 HTTP 请求与断言，随后以恒定速率进行负载测试。',
  },
  category: 'test',
  keywords: [
    'api',
    'http',
    'postman',
    'newman',
    'load',
    'performance',
    'latency',
    '接口测试',
    '压力测试',
    '性能',
  ],
  sections: {
    variables: { en: 'Variables', zh: '变量' },
    load: { en: 'Load', zh: '负载' },
  },
  inputs: { ...collection, ...load },
  outputs: {
    tests: Type.Object(
      {
        ...testTotals,
      },
      { title: { en: 'Assertions', zh: '断言' } },
    ),
    requests: Type.Integer({ title: { en: 'Requests of the collection', zh: '集合请求数' } }),
    report: Type.String({ title: { en: 'JUnit report', zh: 'JUnit 报告' }, format: 'path' }),
    load: Type.Object(
      {
        requests: Type.Integer({ title: { en: 'Requests', zh: '请求数' } }),
        rate: latency('Answers per second', '每秒响应数'),
        errors: latency('Errors, percent', '错误率（%）'),
        p50: latency('Latency in ms: 50 %', '延迟（毫秒）：50 %'),
        p90: latency('90 %', '90 %'),
        p95: latency('95 %', '95 %'),
        p99: latency('99 %', '99 %'),
        p999: latency('99.9 %', '99.9 %'),
        max: latency('Longest', '最大'),
        mean: latency('Mean', '平均'),
      },
      { title: { en: 'Load', zh: '负载' }, optional: true },
    ),
  },
  repeatable: true,
  volatile: ['load'],
  resources: { requests: { cpu: '500m', memory: '512Mi' } },
  examples: [
    {
      title: { en: 'Run a collection against an environment', zh: '在指定环境中执行集合' },
      with: { collection: 'api/shop.postman.json', environment: 'api/test.env.json' },
    },
    {
      title: { en: 'With a token, and the base URL of an earlier task', zh: '使用令牌与前置任务的地址' },
      with: {
        collection: 'api/shop.json',
        values: { base: '${{ inputs.url }}' },
        secretValues: { token: '${{ secrets.API_TOKEN }}' },
      },
    },
    {
      title: { en: 'Load with thresholds', zh: '负载测试与阈值' },
      with: {
        collection: 'api/shop.json',
        load: {
          case: 'constant',
          rate: 200,
          duration: '1m',
          warmUp: '10s',
          thresholds: [
            { measure: 'p99', is: 'atMost', value: 250 },
            { measure: 'errors', is: 'atMost', value: 0.1 },
          ],
        },
      },
    },
  ],
});
