import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/**
 * What a schema says of a value, issue by issue, with unions and keys taken apart: of a union the
 * alternative that comes nearest to the value (of a number that is out of range, the range, not
 * "Invalid input"), of a key of a record why it is none.
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

/** What each alternative says, where the union itself says nothing. */
const all = ({ errors }: Extract<Issue, { code: 'invalid_union' }>) =>
  [...new Set(errors.flat().map(reasonOf))].join(', or ');

/** That the value is no value of this alternative at all. */
const isOtherType = ({ code, path }: Issue) =>
  path.length === 0 && (code === 'invalid_type' || code === 'custom');

/** The value that an issue is about, as a message shows it; long ones are cut. */
export function valueAt(issue: Issue, given: unknown): string | undefined {
  const value = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined | null)?.[key],
    given,
  );
  const text =
    typeof value === 'number' || typeof value === 'bigint' ? String(value) : JSON.stringify(value);
  return text !== undefined && text.length > 120 ? `${text.slice(0, 120)} ...` : text;
}

/** Why, without the words that say nothing. */
export const reasonOf = ({ message }: Issue): string => message.replace(/^Invalid input: /, '');
