import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dockerAnswer } from '../../test/support/container.ts';
import { describeImage } from '../../test/support/image-suite.ts';
import { greeterProject } from '../../test/support/java-project.ts';
import { startSilentServer } from '../../test/support/silent-server.ts';
import { imageOf } from '../../test/support/template-image.ts';
import { gradle } from './template.ts';

const workspace = greeterProject(import.meta.dirname);
const silent = await startSilentServer();

describeImage(gradle, () => ({
  works: { workspace, inputs: { tasks: ['jar'] } },
  expectWorked: ({ workspace }) =>
    expect(existsSync(join(workspace, 'build/libs/greeter-1.4.0.jar'))).toBe(true),
  missing: { inputs: { tasks: [] }, says: 'gradle: INPUT_INVALID: `tasks`' },
  slow: {
    network: 'host',
    workspace,
    inputs: { tasks: ['compileTestJava'], mirror: `http://127.0.0.1:${silent.port}/` },
    begun: () => silent.asked,
  },
}));

describe('templates/gradle/gradle.image', () => {
  it('is the image of its JDK under two names', async () => {
    const names = [imageOf(gradle), imageOf(gradle, { jdk: '17' })];
    const ids = await Promise.all(
      names.map((name) => dockerAnswer('image', 'inspect', '--format={{.Id}}', name)),
    );
    expect(new Set(ids).size).toBe(1);
  });
});
