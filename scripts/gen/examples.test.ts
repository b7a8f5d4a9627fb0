import { scratchDirectory, writeFiles } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { exampleFiles } from './examples.ts';

describe('scripts/gen/examples', () => {
  it('takes over of the starters what the examples build on, with a test that passes', () => {
    const root = scratchDirectory();
    expect(exampleFiles(root)).toEqual([]);
    writeFiles(root, {
      'cli/starters/python/step.py': 'def run(): pass\n',
      'cli/starters/shell/test.sh': "expect 'it does' 'say here what it gives'\n",
    });
    expect(exampleFiles(root)).toEqual([
      { path: 'examples/custom-templates/count-words/step.py', text: 'def run(): pass\n' },
      { path: 'examples/custom-templates/greet/test.sh', text: "expect 'it does' 'Hello, Ann!'\n" },
    ]);
  });
});
