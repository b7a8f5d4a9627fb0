import { inputVariable } from '@stepyard/catalog';

export { inputVariable };

/** Variables by which a step is told where things are (docs/contract.md, clauses V). */
export const variables = {
  event: 'STEPYARD_EVENT',
  task: 'STEPYARD_TASK',
  workspace: 'STEPYARD_WORKSPACE',
  out: 'STEPYARD_OUT',
  state: 'STEPYARD_STATE',
  claim: 'STEPYARD_CLAIM',
  /** Names a JSON file (0400) with how to reach the S3 service of the artifacts (`S3Options`). */
  s3: 'STEPYARD_S3_FILE',
} as const;

/** Files that a step may write in `STEPYARD_OUT`, each atomically (docs/contract.md, clauses O). */
export const outFiles = {
  result: 'result.json',
  outputs: 'outputs.json',
  outputDirectory: 'outputs',
  status: 'status.json',
  progress: 'progress.json',
  summary: 'summary.md',
  annotations: 'annotations.json',
  metrics: 'metrics.prom',
  state: 'state.json',
  artifacts: 'artifacts.json',
} as const;

/** The variable of a declared cache: `node-modules` → `STEPYARD_CACHE_NODE_MODULES`. */
export function cacheVariable(cache: string): string {
  return `STEPYARD_CACHE_${cache.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

/** The variable that names a file with the input's value: `INPUT_AUTH__TOKEN_FILE`. */
export function inputFileVariable(path: readonly string[]): string {
  return `${inputVariable(path)}_FILE`;
}
