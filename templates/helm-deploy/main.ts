import { run } from '@stepyard/runtime';
import { deployChart } from './helm-deploy.ts';
import { helmDeploy } from './template.ts';

await run(helmDeploy, deployChart);
