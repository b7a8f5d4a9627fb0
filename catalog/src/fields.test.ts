import { describe, expect, it } from 'vitest';
import { check } from './check.ts';
import * as fields from './fields.ts';
import { manifestProblems } from './manifest-problems.ts';
import { defineTemplate } from './template.ts';

const place = { section: 'target', connection: 'registry' };
const words = { en: 'Publish', zh: '发布' };

const declared = defineTemplate({
  name: 'publish',
  version: '1.0.0',
  title: words,
  help: words,
  category: 'publish',
  sections: { target: words },
  inputs: {
    auth: fields.registryAuth(place),
    ca: fields.caCertificates(place),
    insecure: fields.withoutTls(place),
    cluster: fields.clusterAccess({ section: 'target', connection: 'cluster' }),
    namespace: fields.targetNamespace({}),
    jdk: fields.jdk,
    offline: fields.offline,
    options: fields.furtherOptions('Maven', ['-U', '-X']),
    properties: fields.buildProperties('Maven'),
    mirror: fields.mavenMirror('target', words),
    servers: fields.repositoryServers('target', '^[a-z]+$', words),
    proxy: fields.proxyUrl('target', words),
    reports: fields.junitReports('build', ['**/TEST-*.xml']),
  },
  outputs: fields.buildOutputs,
  repeatable: true,
  examples: [
    {
      title: words,
      with: {
        auth: { case: 'basic', username: 'ann', password: '${{ secrets.REGISTRY }}' },
        jdk: '17',
        cluster: 'inCluster',
        namespace: 'shop-test',
      },
    },
  ],
});

describe('catalog/fields', () => {
  it('gives fields that a template may declare as they are', () => {
    expect(manifestProblems(JSON.parse(JSON.stringify(declared)))).toEqual([]);
    expect(check(declared, { cluster: 'inCluster', namespace: 'shop-test' })).toEqual([]);
  });

  it('says what reaches the tool in both languages', () => {
    const { options, properties } = declared.inputs;
    expect([options.help, properties.help]).toEqual([
      {
        en: 'Each one reaches Maven as it is, as one argument: -U, -X.',
        zh: '每一项都原样作为一个参数传给 Maven：-U、-X。',
      },
      { en: 'Each one reaches Maven as -Dname=value.', zh: '以 -D名称=值 传给 Maven。' },
    ]);
  });
});
