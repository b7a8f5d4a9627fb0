import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packCommand } from './pack/command.ts';
import { packLibraries } from './pack/libraries.ts';
import { root } from './source-files.ts';

// `npm run pack [-- --to DIR]`: writes the tarballs that are published.
const { values } = parseArgs({
  options: { to: { type: 'string', default: join(root, 'dist', 'packages') } },
});
const tarballs = [...packLibraries(values.to), await packCommand(values.to)];
console.log(tarballs.join('\n'));
