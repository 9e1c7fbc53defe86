/** What a command ends with. */
export const exitCodes = { ok: 0, failure: 1, badInput: 2, interrupted: 130 } as const;

/** An error that is the user's to mend, in any copy of the core that a plugin may bring. */
export const isInputError = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'InputError';
