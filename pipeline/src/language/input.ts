import { either, list, mapOf, mapped, object } from '../shape/collections.ts';
import { oneOf, text, truth } from '../shape/scalars.ts';
import { about, type Read } from '../shape/shape.ts';
import { literal } from './authored.ts';
import { inputNames, title } from './words.ts';

const types = oneOf('string', 'integer', 'number', 'boolean', 'list');

const declaration = object({
  type: about({ en: 'Default `string`', zh: '默认 `string`' }, types),
  title,
  help: text({ most: 2000, lines: true }),
  default: literal,
  enum: list(text(), 200),
  required: truth,
});

/** A type alone, or a declaration. */
const input = either({
  scalar: mapped(types, (type, node) => ({ type, node })),
  map: declaration,
});

export const inputs = about(
  { en: 'Values that are given when a run is started', zh: '启动执行时给定的值' },
  mapOf(input, inputNames),
);

export type InputSource = Read<typeof input>;
