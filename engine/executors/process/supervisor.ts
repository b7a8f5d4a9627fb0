import { serve } from './supervisor/server.ts';

// A mistake of ours in one step must not take the others along; it is written to the supervisor's own log.
process.on('uncaughtException', (error) => console.error(error.stack));
process.on('unhandledRejection', (reason) => console.error(reason));

const [root = '', idleMs = ''] = process.argv.slice(2);
try {
  await serve(root, Number(idleMs));
} catch (error) {
  console.error(error);
  process.exit(70);
}
process.stdout.write('ready\n');
