import { expect } from 'vitest';
import type { Ended } from './command.ts';

/**
 * Expects the output for bad input: one paragraph that contains `message`, no stack, and exit code
 * 2.
 */
export function expectParagraph({ code, stderr }: Ended, message: string): void {
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(code).toBe(2);
}
