import { run } from '@stepyard/runtime';
import { buildImage } from './docker-build.ts';
import { dockerBuild } from './template.ts';

await run(dockerBuild, buildImage);
