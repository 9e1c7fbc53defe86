/** What a command ends with. */
export const exitCodes = { ok: 0, failure: 1, badInput: 2, interrupted: 130 } as const;
