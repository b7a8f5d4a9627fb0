import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { describeImage } from '../../test/support/image-suite.ts';
import { greeterProject } from '../../test/support/java-project.ts';
import { startSilentServer } from '../../test/support/silent-server.ts';
import { ant } from './template.ts';

const workspace = greeterProject(import.meta.dirname);
const silent = await startSilentServer();

describeImage(ant, () => ({
  works: { workspace, inputs: { targets: ['jar'] } },
  expectWorked: ({ workspace }) => expect(existsSync(join(workspace, 'dist/greeter.jar'))).toBe(true),
  missing: { inputs: { targets: ['-x'] }, says: 'ant: INPUT_INVALID: `targets' },
  slow: {
    network: 'host',
    workspace,
    inputs: { targets: ['compile', 'fetch'], properties: { url: `http://127.0.0.1:${silent.port}/x` } },
    begun: () => silent.asked,
  },
}));
