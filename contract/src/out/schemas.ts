import { failures } from '../failure.ts';

const time = {
  type: 'string',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?Z$',
} as const;

/** Codes that a step may give; the others are for those who see it from outside. */
const stepCodes = Object.entries(failures)
  .filter(([, kind]) => 'exit' in kind)
  .map(([code]) => code);

export const resultSchema = {
  type: 'object',
  required: ['contract', 'status', 'startedAt', 'finishedAt'],
  properties: {
    contract: { const: 1 },
    template: { type: 'string', maxLength: 200 },
    status: { enum: ['success', 'warning', 'failed', 'aborted', 'suspended'] },
    outputs: { type: 'object' },
    failure: {
      type: 'object',
      required: ['code', 'message', 'hint'],
      properties: {
        class: { type: 'string' },
        code: { enum: stepCodes },
        message: { type: 'string' },
        hint: { type: 'string' },
      },
    },
    wait: {
      type: 'object',
      required: ['until', 'reason'],
      properties: {
        until: time,
        callback: { const: true },
        undo: { const: true },
        reason: { type: 'string' },
      },
    },
    startedAt: time,
    finishedAt: time,
    timings: {
      type: 'object',
      maxProperties: 100,
      additionalProperties: { type: 'number', minimum: 0 },
    },
  },
} as const;

export const statusSchema = {
  type: 'object',
  required: ['text'],
  properties: { text: { type: 'string' }, time },
} as const;

export const progressSchema = {
  type: 'object',
  required: ['fraction'],
  properties: { fraction: { type: 'number', minimum: 0, maximum: 1 }, text: { type: 'string' }, time },
} as const;

export const annotationSchema = {
  type: 'object',
  required: ['level', 'message'],
  properties: {
    level: { enum: ['notice', 'warning', 'error'] },
    message: { type: 'string' },
    title: { type: 'string' },
    file: { type: 'string', maxLength: 4096 },
    line: { type: 'integer', minimum: 1 },
    column: { type: 'integer', minimum: 1 },
  },
} as const;

export const artifactSchema = {
  type: 'object',
  required: ['name', 'offset', 'size', 'sha256', 'updatedAt', 'mode', 'type', 'pack'],
  properties: {
    name: { type: 'string' },
    offset: { type: 'integer', minimum: 0 },
    size: { type: 'integer', minimum: 0 },
    sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    updatedAt: time,
    mode: { type: 'integer', minimum: 0, maximum: 0o777 },
    type: { enum: ['file', 'junit', 'sbom', 'image', 'chart'] },
    pack: { type: 'string' },
  },
} as const;

export const terminationSchema = {
  type: 'object',
  required: ['status'],
  properties: {
    status: resultSchema.properties.status,
    code: resultSchema.properties.failure.properties.code,
    message: { type: 'string' },
    hint: { type: 'string' },
    wait: resultSchema.properties.wait,
  },
} as const;
