import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/**
 * The issues of a schema with unions and records resolved. Of a union it keeps the issues of the
 * alternative closest to the value; for a number out of range, that is the range rather than
 * "Invalid input". For a record it says why a key is invalid.
 */
export const plainIssues = (issues: readonly Issue[]): Issue[] => issues.flatMap(plain);

function plain(issue: Issue): Issue[] {
  if (issue.code === 'invalid_key')
    return issue.issues.map((inner) => ({ ...inner, path: issue.path }) as Issue);
  if (issue.code !== 'invalid_union') return [issue];
  const [nearest] = issue.errors
    .filter((branch) => branch.length > 0 && !branch.some(isOtherType))
    .sort((a, b) => a.length - b.length);
  if (!nearest)
    return [issue.message === 'Invalid input' ? { ...issue, message: all(issue) } : issue];
  return plainIssues(
    nearest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }) as Issue),
  );
}

/** The issues of each alternative, if the union itself has no message. */
const all = ({ errors }: Extract<Issue, { code: 'invalid_union' }>) =>
  [...new Set(errors.flat().map(reasonOf))].join(', or ');

/** Whether the issue says that the value has another type than this alternative. */
const isOtherType = ({ code, path }: Issue) =>
  path.length === 0 && (code === 'invalid_type' || code === 'custom');

/** The value that an issue is about, as a message shows it. Long values are cut. */
export function valueAt(issue: Issue, given: unknown): string | undefined {
  const value = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined | null)?.[key],
    given,
  );
  const text =
    typeof value === 'number' || typeof value === 'bigint' ? String(value) : JSON.stringify(value);
  return text !== undefined && text.length > 120 ? `${text.slice(0, 120)} ...` : text;
}

/** The reason, without the prefix "Invalid input: ". */
export const reasonOf = ({ message }: Issue): string => message.replace(/^Invalid input: /, '');
