/** The exit codes of commands. */
export const exitCodes = { ok: 0, failure: 1, badInput: 2, interrupted: 130 } as const;
