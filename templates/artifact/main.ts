import { run } from '@stepyard/runtime';
import { runArtifact } from './artifact.ts';
import { artifact } from './template.ts';

await run(artifact, runArtifact);
