import type { CacheSetting } from '../plan.ts';
import { either, mapped, object } from '../shape/collections.ts';
import { text, truth } from '../shape/scalars.ts';
import { about, named } from '../shape/shape.ts';

const path = about(
  { en: "Where the cache lies below the project's cache root", zh: '缓存在项目缓存根目录下的路径' },
  text({
    wants: "a path below the project's cache root",
    pattern: /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\0\\]+$/,
    hint: 'Write it without `..` and without a slash in front.',
  }),
);

/** `true`, `false`, or an object that says where. */
export const cache = named(
  'cache',
  either({
    scalar: mapped(truth, (enabled): CacheSetting => ({ enabled })),
    map: mapped(
      object({
        enabled: about({ en: 'Keep caches between runs', zh: '在多次执行之间保留缓存' }, truth),
        path,
      }),
      ({ enabled = true, path }): CacheSetting => ({ enabled, ...(path !== undefined && { path }) }),
    ),
  }),
);
