import { endWithReader } from './output.ts';
import { main } from './program.ts';

endWithReader();
// What still reads the log of a run that waits must not keep the command alive.
process.exit(await main(process.argv.slice(2)));
