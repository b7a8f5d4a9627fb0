import { startImageRegistry, startReferrersRegistry } from '../../test/support/image-registry.ts';
import { promoteSuite, target } from './promote-suite.ts';

const started = async (start: Promise<{ readonly host: string; stop(): Promise<void> }>) => {
  const { host, stop } = await start;
  return { host, close: stop };
};
const open = () => started(startImageRegistry());
const closed = () => started(startImageRegistry({ user: target }));
const withApi = () => started(startReferrersRegistry());

promoteSuite('between registries without the referrers API', open, closed);
promoteSuite('from a registry with the referrers API to one without', withApi, closed);
