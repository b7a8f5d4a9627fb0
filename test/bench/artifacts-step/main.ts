import { collectArtifacts, openArtifactStore, restoreArtifacts } from '@stepyard/contract/artifacts';

// One direction of one work, as a step does it: `main.js up|down DIRECTORY STORE PREFIX`, the service by AWS_ variables.
const [direction = '', directory = '', url = '', prefix = ''] = process.argv.slice(2);
const { AWS_ENDPOINT_URL: endpoint = '', AWS_ACCESS_KEY_ID: accessKeyId = '' } = process.env;
const { AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = process.env;
const store = await openArtifactStore(url, { s3: { endpoint, accessKeyId, secretAccessKey } });
if (direction === 'up') {
  await collectArtifacts({ workspace: directory, patterns: [{ path: '**' }], store, prefix });
} else {
  await restoreArtifacts({ store, pack: `${prefix}/artifacts.pack`, target: directory });
}
process.exit(0);
