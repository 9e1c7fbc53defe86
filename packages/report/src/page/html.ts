import type { Chart } from '../charts/chart.ts';
import type { Table } from '../tables/table.ts';

/** Text with the special characters of HTML escaped. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** A section of the page. */
export const section = (id: string, title: string, body: string): string =>
  `<section id="${id}"><h2>${escaped(title)}</h2>${body}</section>`;

/** A paragraph of secondary text. */
export const soft = (text: string): string => `<p class="soft">${escaped(text)}</p>`;

/** A table. The columns in `words` have cells of text, which may wrap. */
export const tableHtml = (
  { title, head, rows }: Pick<Table, 'title' | 'head' | 'rows'>,
  words = false,
): string =>
  `<div class="scroll${words ? ' words' : ''}" tabindex="0" role="region" aria-label="${escaped(title)}"><table><thead><tr>${head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('')}</tr></thead><tbody>${rows
    .map(
      (row) =>
        `<tr>${row.map((cell, i) => (i === 0 ? rowHead(cell) : `<td>${escaped(cell)}</td>`)).join('')}</tr>`,
    )
    .join('')}</tbody></table></div>`;

/** Long names wrap between words but not within them. */
const rowHead = (name: string) =>
  `<th scope="row"${name.length > 20 ? ' class="long"' : ''} style="color:inherit">${escaped(name)}</th>`;

export const notesHtml = ({ notes = [] }: Pick<Table, 'notes'>): string => notes.map(soft).join('');

/** The page shows at most this many rows below a chart; the CSV file has all of them. */
const rowLimit = 400;

/** A chart with its description and its data. */
export function chartHtml({ id, title, describes, rows }: Chart, svg: string): string {
  const head = Object.keys(rows[0] ?? {});
  const shown = rows.slice(0, rowLimit).map((row) => head.map((name) => String(row[name])));
  const more =
    rows.length > rowLimit
      ? soft(`${rows.length - rowLimit} more rows are in charts/${id}.csv.`)
      : '';
  const picture = svg.replace(
    '<svg ',
    `<svg role="img" aria-label="${escaped(`${title}. ${describes}`)}" `,
  );
  return section(
    id,
    title,
    `<figure>${picture}<figcaption>${escaped(describes)}</figcaption></figure><details><summary>The numbers behind it</summary>${tableHtml({ title, head, rows: shown })}${more}</details>`,
  );
}

/** A section with rows of text. */
export const wordsHtml = (
  id: string,
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string => section(id, title, tableHtml({ title, head, rows }, true));

/** A section with preformatted text. */
export const preHtml = (id: string, title: string, text: string, note = ''): string =>
  section(id, title, `<pre tabindex="0">${escaped(text)}</pre>${note === '' ? '' : soft(note)}`);
