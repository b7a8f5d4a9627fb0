import type { Submission, Submitted } from './scheduler.ts';

/** What another process asks of the one that holds the data directory. */
export type SpoolRequest =
  | { readonly type: 'submit'; readonly submission: Submission }
  | { readonly type: 'cancel'; readonly run: string; readonly by?: string; readonly force?: boolean }
  | {
      readonly type: 'rerun';
      readonly run: string;
      readonly from?: string;
      readonly by?: string;
      readonly secretsFile?: string;
      readonly request?: string;
    }
  | { readonly type: 'callback'; readonly run: string; readonly task: string }
  | { readonly type: 'delete'; readonly run: string };

/** The answer to one. */
export type SpoolReply =
  | { readonly answer: boolean | Submitted }
  | { readonly error: { readonly message: string; readonly code?: string; readonly hint?: string } };

/** Files of a request; its name is the identity, so that it is done once however often it is read. */
export const requestEnd = '.request.json';
export const replyEnd = '.reply.json';
