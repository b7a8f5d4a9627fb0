import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { report } from '../src/report.js';

describe('report', () => {
  it('lists the slowest task first', () => {
    assert.equal(report({ clone: 400, build: 61_000 }), 'build: 1m 1s\nclone: 400ms\nin all: 1m 1.4s');
  });

  it('says nothing but the sum without tasks', () => {
    assert.equal(report({}), 'in all: 0ms');
  });
});
