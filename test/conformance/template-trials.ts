/** How the conformance of a template's image is shown. */
export interface TemplateTrial {
  /** What its example works on: files of the workspace by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** In the place of the example that needs least. */
  readonly example?: string;
  /** A part of what is told of its end; without a network it may not come far. */
  readonly ends: string;
}

const collection = {
  info: { name: 'shop', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
  item: [],
};
const npmPackage = { name: 'shop', version: '1.0.0', private: true };
const npmLock = { ...npmPackage, lockfileVersion: 3, requires: true, packages: { '': npmPackage } };
const done = 'it ended with 0';

/** By template. Builds that would take long, or need a network, are left without a project. */
export const templateTrials: Readonly<Record<string, TemplateTrial>> = {
  ant: {
    files: {
      'build.xml': '<project default="all"><target name="all"><echo>done</echo></target></project>\n',
    },
    ends: done,
  },
  artifact: { files: { 'dist/app.js': 'app', 'dist/app.js.map': 'map' }, ends: done },
  'chart-publish': {
    files: {
      'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.2.3\n',
      'chart/templates/config.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n',
    },
    ends: done,
  },
  clone: { ends: 'UNREACHABLE' },
  'docker-build': {
    files: { 'target/app.jar': 'app' },
    // The first one takes its tag from the event.
    example: 'A Dockerfile of the platform, by time',
    ends: 'TOOL_MISSING',
  },
  'harbor-label': { ends: 'UNREACHABLE' },
  hitchhiker: {
    files: {
      'api/shop.postman.json': JSON.stringify(collection),
      'api/test.env.json': JSON.stringify({ name: 'test', values: [] }),
    },
    ends: done,
  },
  'image-promote': { ends: 'UNREACHABLE' },
  npm: {
    files: { 'package.json': JSON.stringify(npmPackage), 'package-lock.json': JSON.stringify(npmLock) },
    ends: done,
  },
  script: { ends: done },
  sonar: { ends: 'UNREACHABLE' },
  'test-report': {
    files: {
      'target/surefire-reports/TEST-shop.xml':
        '<testsuite name="shop" tests="1"><testcase classname="shop" name="opens" time="0.1"/></testsuite>\n',
    },
    ends: done,
  },
};
