import { describe, expect, it } from 'vitest';
import { sample } from '../test/sample.ts';
import type { Catalog } from './catalog.ts';
import type { Category, Manifest } from './manifest.ts';
import { listView, search } from './search.ts';

function template(
  name: string,
  en: string,
  zh: string,
  category: Category,
  keywords: string[] = [],
): Manifest {
  return { ...sample, name, title: { en, zh }, category, keywords };
}

const catalog: Catalog = {
  catalog: 1,
  templates: [
    template('clone', 'Clone code', '克隆代码', 'build', ['git', 'checkout']),
    template('maven', 'Maven', 'Maven 环境', 'build', ['java', 'mvn']),
    template('helm-deploy', 'Deploy a chart', '模板部署', 'deploy', ['kubernetes']),
    template('kubectl-apply', 'Deploy YAML', '部署 YAML', 'deploy', ['kubernetes']),
    template('docker-build', 'Docker image', 'Docker 镜像', 'publish', ['container']),
  ],
  traits: [],
};

function names(query: string, options?: Parameters<typeof search>[2]): string[] {
  return search(catalog, query, options).map(({ name }) => name);
}

describe('catalog/src/search', () => {
  it('finds by name, title and keyword, in both languages', () => {
    expect(names('clone')).toEqual(['clone']);
    expect(names('克隆')).toEqual(['clone']);
    expect(names('GIT')).toEqual(['clone']);
    expect(names('部署')).toEqual(['kubectl-apply', 'helm-deploy']);
    expect(names('deploy yaml')).toEqual(['kubectl-apply']);
    expect(names('nothing-like-it')).toEqual([]);
  });

  it('puts what is named so before what only mentions it', () => {
    expect(names('deploy')).toEqual(['helm-deploy', 'kubectl-apply']);
    expect(names('dock')).toEqual(['docker-build']);
  });

  it('forgives typos, also in a word that is not typed to its end', () => {
    expect(names('mavne')).toEqual(['maven']);
    expect(names('kuberntes')).toEqual(['helm-deploy', 'kubectl-apply']);
    expect(names('checkuot')).toEqual(['clone']);
    expect(names('dokce')).toEqual(['docker-build']);
    expect(names('mvx')).toEqual([]);
  });

  it('keeps to a category and a limit, and gives all for an empty query', () => {
    expect(names('deploy', { category: 'build' })).toEqual([]);
    expect(names('', { category: 'deploy' })).toEqual(['helm-deploy', 'kubectl-apply']);
    expect(names(' ', { limit: 2 })).toEqual(['clone', 'maven']);
    expect(names('deploy', { limit: 1 })).toEqual(['helm-deploy']);
  });

  it('gives the smallest list that shows the catalog', () => {
    expect(listView(catalog, 'zh')).toEqual({
      build: [
        ['clone', '克隆代码'],
        ['maven', 'Maven 环境'],
      ],
      scan: [],
      test: [],
      publish: [['docker-build', 'Docker 镜像']],
      deploy: [
        ['helm-deploy', '模板部署'],
        ['kubectl-apply', '部署 YAML'],
      ],
      message: [],
      'third-party': [],
    });
  });
});
