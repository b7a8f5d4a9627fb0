/** What ends the command: printed as one line and one hint, without a stack. */
export class CommandError extends Error {
  readonly hint: string;
  readonly status: number;

  constructor(message: string, hint: string, status = 2) {
    super(message);
    this.name = 'CommandError';
    this.hint = hint;
    this.status = status;
  }
}
