import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packCommand } from './pack/command.ts';
import { packLibraries } from './pack/libraries.ts';
import { root } from './source-files.ts';

// `npm run pack [-- --to DIR] [TEMPLATE…]`: writes the tarballs that are published; the command with all templates.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { to: { type: 'string', default: join(root, 'dist', 'packages') } },
});
const templates = positionals.length > 0 ? positionals : undefined;
const tarballs = [...packLibraries(values.to), await packCommand(values.to, templates)];
console.log(tarballs.join('\n'));
