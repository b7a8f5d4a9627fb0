/** All that is taken of the upload in parts: shared by steps, as `s3-client.ts` is. */
export { Upload } from '@aws-sdk/lib-storage';
