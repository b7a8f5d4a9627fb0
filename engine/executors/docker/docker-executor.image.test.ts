import { testExecutor } from '../executor-suite.ts';
import { dockerUnderTest } from './docker-under-test.ts';

testExecutor('engine/executors/docker/docker-executor', dockerUnderTest);
