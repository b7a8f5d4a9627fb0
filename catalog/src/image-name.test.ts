import { describe, expect, it } from 'vitest';
import { imageName, imageNames } from './image-name.ts';

const plain = { name: 'clone', version: '1.2.0' };
const maven = {
  name: 'maven',
  version: '1.0.0',
  variants: {
    input: 'jdk',
    default: '17',
    images: {
      17: { suffix: 'jdk17', tools: { java: '17' } },
      21: { suffix: 'jdk21', tools: { java: '21' } },
    },
  },
};

describe('catalog/image-name', () => {
  it('names the image of a template by its version, below a registry where one is given', () => {
    expect(imageName(plain)).toBe('stepyard/clone:1.2.0');
    expect(imageName(plain, { jdk: '21' }, 'registry.example/ci')).toBe('registry.example/ci/clone:1.2.0');
  });

  it('selects a variant by the input that the manifest names', () => {
    expect(imageName(maven, { jdk: '21' })).toBe('stepyard/maven:1.0.0-jdk21');
    expect(imageName(maven, {})).toBe('stepyard/maven:1.0.0');
  });

  it('has no image for a version that no variant carries', () => {
    expect(imageName(maven, { jdk: '8' })).toBeUndefined();
    expect(imageName(maven, { jdk: 'toString' })).toBeUndefined();
  });

  it('lists every name', () => {
    expect(imageNames(plain)).toEqual(['stepyard/clone:1.2.0']);
    expect(imageNames(maven)).toEqual([
      'stepyard/maven:1.0.0',
      'stepyard/maven:1.0.0-jdk17',
      'stepyard/maven:1.0.0-jdk21',
    ]);
  });
});
