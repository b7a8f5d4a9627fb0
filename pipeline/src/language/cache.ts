import type { CacheMount, CacheSetting } from '../plan.ts';
import { either, list, mapped, object } from '../shape/collections.ts';
import { oneOf, text, truth } from '../shape/scalars.ts';
import { about, named, type Read, required } from '../shape/shape.ts';

const path = about(
  { en: "Where the cache lies below the project's cache root", zh: '缓存在项目缓存根目录下的路径' },
  text({
    wants: "a path below the project's cache root",
    pattern: /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\0\\]+$/,
    hint: 'Write it without `..` and without a slash in front.',
  }),
);

const mount = object({
  volume: required(
    about(
      { en: 'Name of the volume in the project', zh: '项目中缓存卷的名称' },
      text({
        wants: 'a name of lower case letters, digits and hyphens',
        pattern: /^[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?$/,
      }),
    ),
  ),
  kind: about(
    {
      en: 'One task at a time, or several; default shared',
      zh: '独享型（同时只供一个任务）或共享型；默认共享型',
    },
    oneOf('exclusive', 'shared'),
  ),
  path: required(
    about(
      { en: 'Directory in the container', zh: '容器目录' },
      text({
        wants: 'an absolute directory that is neither the workspace nor of the system',
        pattern:
          /^(?!\/(?:app|stepyard|step|cache|proc|sys|dev|run|etc|tmp|usr|bin|sbin|lib|lib64)(?:\/|$))(?!.*\/\.{0,2}(?:\/|$))(?:\/[^/\0\\:,]+)+$/,
        hint: 'Write it like /root/.m2.',
      }),
    ),
  ),
});

/** `true`, `false`, or an object that says where. */
export const cache = named(
  'cache',
  either({
    scalar: mapped(truth, (enabled): CacheSetting => ({ enabled })),
    map: mapped(
      object({
        enabled: about({ en: 'Keep caches between runs', zh: '在多次执行之间保留缓存' }, truth),
        path,
        mounts: about(
          { en: 'Cache volumes besides the caches of templates', zh: '模板缓存之外的缓存卷' },
          mapped(list(mount), (mounts) => mounts.flatMap(toMount)),
        ),
      }),
      ({ enabled = true, path, mounts }): CacheSetting => ({
        enabled,
        ...(path !== undefined && { path }),
        ...(mounts !== undefined && mounts.length > 0 && { mounts }),
      }),
    ),
  }),
);

/** One that is not whole was refused when it was read. */
function toMount({ volume, kind = 'shared', path }: Read<typeof mount>): readonly CacheMount[] {
  return volume === undefined || path === undefined ? [] : [{ volume, kind, path }];
}
