import { testExecutor } from '../executor-suite.ts';
import { processUnderTest } from './process-under-test.ts';

testExecutor('engine/executors/process/process-executor', processUnderTest);
