import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildImages } from './image/build-images.ts';
import { openLayout } from './image/layout.ts';
import { chosen } from './image/recipe.ts';
import { root } from './source-files.ts';

// `npm run image [NAME…]`: builds images (all without a name) into the engine and into an OCI layout.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    arm64: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    pin: { type: 'boolean', default: false },
    release: { type: 'boolean', default: false },
    relock: { type: 'boolean', default: false },
    unpinned: { type: 'boolean', default: false },
    output: { type: 'string', default: join(root, 'dist/images') },
  },
});
try {
  if (values.fresh) rmSync(values.output, { recursive: true, force: true });
  const recipes = chosen(positionals);
  const named = recipes.filter(
    ({ name, manifest }) =>
      positionals.length === 0 || positionals.includes(name) || positionals.includes(manifest?.name ?? ''),
  );
  await buildImages(recipes, {
    layout: openLayout(values.output),
    arm64: values.arm64,
    fresh: values.fresh,
    ...(values.relock && { relock: named.map(({ name }) => name) }),
    pin: values.pin,
    release: values.release,
    unpinned: values.unpinned,
    say: console.log,
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
