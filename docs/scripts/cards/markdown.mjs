/**
 * Text of a plugin as Markdown that neither HTML nor Vue reads as its own, but for what stands in
 * backquotes, which they leave alone.
 */
export const escaped = (text) =>
  text
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.startsWith('`') ? part : part.replace(/</g, '&lt;').replace(/\{\{/g, '{ {'),
    )
    .join('');

/** The same in one cell of a table. */
export const cell = (text) => escaped(String(text).replaceAll('|', '\\|').replaceAll('\n', ' '));

/** A table, its cells being Markdown. */
export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** A source with its papers and repositories as links. */
export const linked = (source) =>
  cell(source)
    .replace(/arXiv (\d{4}\.\d{5})/g, '[arXiv $1](https://arxiv.org/abs/$1)')
    .replace(/github\.com\/([\w-]+\/[\w.-]+)/g, '[$1](https://github.com/$1)');
