import { describe, expect, it } from 'vitest';
import { createLineSplitter } from './line-splitter.ts';

function split(chunks: readonly Uint8Array[], limit?: number): string[] {
  const blocks: string[] = [];
  const lines = createLineSplitter((block) => blocks.push(block), limit);
  for (const chunk of chunks) lines.push(chunk);
  lines.end();
  return blocks;
}

describe('runtime/line-splitter', () => {
  it('gives whole lines only, and ends the last one', () => {
    const chunks = ['a', 'b\nc\nd', 'e\n', 'f'].map((text) => Buffer.from(text));
    expect(split(chunks)).toEqual(['ab\nc\n', 'de\n', 'f\n']);
  });

  it('puts characters together that were cut', () => {
    const bytes = Buffer.from('\uFEFF行\n');
    expect(split(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(['\uFEFF行\n']);
  });

  it('gives a line without end in pieces', () => {
    expect(split([Buffer.from('abc'), Buffer.from('defg'), Buffer.from('h\n')], 4)).toEqual([
      'abcdefg',
      'h\n',
    ]);
  });
});
