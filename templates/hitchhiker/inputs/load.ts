import { cases, Type } from '@stepyard/catalog';

const section = 'load';

/** How much load is put on the server once the collection has passed. */
export const load = {
  load: cases(
    {
      none: {},
      constant: {
        rate: Type.Number({
          title: { en: 'Requests per second', zh: '每秒请求数' },
          help: {
            en: 'They start at this pace however slow the answers are.',
            zh: '无论响应多慢，都按此速率发起请求。',
          },
          minimum: 0.1,
          maximum: 20_000,
        }),
        duration: Type.String({
          title: { en: 'Duration', zh: '持续时间' },
          format: 'duration',
          default: '30s',
        }),
        warmUp: Type.String({
          title: { en: 'Warm up before', zh: '预热时间' },
          help: { en: 'Its requests are not counted.', zh: '预热期间的请求不计入统计。' },
          format: 'duration',
          default: '0s',
          advanced: true,
        }),
        requests: Type.Array(Type.String({ minLength: 1 }), {
          title: { en: 'Requests', zh: '请求' },
          help: {
            en: 'Names of those that are made, in turn. Left out: all of the collection.',
            zh: '轮流执行的请求名称。不填时为集合中的全部请求。',
          },
          default: [],
        }),
        mostOpen: Type.Integer({
          title: { en: 'Open at most', zh: '最大并发' },
          help: {
            en: 'A request that would be one more is not made, and counts as an error.',
            zh: '超出时不再发起请求，并计为错误。',
          },
          minimum: 1,
          maximum: 20_000,
          default: 1_000,
          advanced: true,
        }),
        thresholds: Type.Array(
          Type.Object(
            {
              measure: Type.Enum(['p50', 'p90', 'p95', 'p99', 'p999', 'max', 'mean', 'errors', 'rate'], {
                title: { en: 'Measure', zh: '指标' },
                labels: {
                  p50: { en: 'Latency, 50 % (ms)', zh: '延迟 P50（毫秒）' },
                  p90: { en: 'Latency, 90 % (ms)', zh: '延迟 P90（毫秒）' },
                  p95: { en: 'Latency, 95 % (ms)', zh: '延迟 P95（毫秒）' },
                  p99: { en: 'Latency, 99 % (ms)', zh: '延迟 P99（毫秒）' },
                  p999: { en: 'Latency, 99.9 % (ms)', zh: '延迟 P99.9（毫秒）' },
                  max: { en: 'Longest latency (ms)', zh: '最大延迟（毫秒）' },
                  mean: { en: 'Mean latency (ms)', zh: '平均延迟（毫秒）' },
                  errors: { en: 'Errors (%)', zh: '错误率（%）' },
                  rate: { en: 'Answers per second', zh: '每秒响应数' },
                },
              }),
              is: Type.Enum(['atMost', 'atLeast'], {
                title: { en: 'Must be', zh: '要求' },
                labels: {
                  atMost: { en: 'at most', zh: '不大于' },
                  atLeast: { en: 'at least', zh: '不小于' },
                },
                default: 'atMost',
              }),
              value: Type.Number({ title: { en: 'Value', zh: '值' }, minimum: 0 }),
            },
            { title: { en: 'Threshold', zh: '阈值' } },
          ),
          {
            title: { en: 'Thresholds', zh: '阈值' },
            help: { en: 'The task fails where one is not kept.', zh: '任一阈值未满足时任务失败。' },
            default: [{ measure: 'errors', is: 'atMost', value: 1 }],
          },
        ),
      },
    },
    {
      title: { en: 'Load', zh: '负载' },
      labels: {
        none: { en: 'None', zh: '无' },
        constant: { en: 'At a constant rate', zh: '恒定速率' },
      },
      section,
      default: 'none',
    },
  ),
};
