import { describe, expect, it } from 'vitest';
import { sampleManifest } from '../testing/sample-template.ts';
import { exampleValues } from './baseline.ts';

describe('engine/conformance/baseline', () => {
  it('gives the secret for each secret of an example, and leaves out what nobody evaluates here', () => {
    const given = {
      text: '${{ event.branch }}',
      list: ['x ${{ secrets.OTHER }}'],
      number: 3,
      auth: { case: 'token', token: '${{ secrets.TOKEN }}' },
    };
    const example = { title: { en: 'One', zh: '一' }, with: given };
    expect(exampleValues(sampleManifest, example, 's3cret$&')).toEqual({
      text: 'plain',
      list: ['x s3cret$&'],
      number: 3,
      auth: { case: 'token', username: 'git', token: 's3cret$&' },
    });
  });
});
