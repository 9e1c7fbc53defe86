/**
 * The leaves of plain JSON by their path, 'optimizer.use'. Numbers stay numbers, and everything else
 * becomes text.
 */
export function flattened(value: unknown, path = ''): Record<string, string | number> {
  if (typeof value === 'object' && value !== null)
    return Object.assign(
      {},
      ...Object.entries(value).map(([key, inner]) =>
        flattened(inner, path === '' ? key : `${path}.${key}`),
      ),
    ) as Record<string, string | number>;
  return { [path]: typeof value === 'number' ? value : String(value) };
}
