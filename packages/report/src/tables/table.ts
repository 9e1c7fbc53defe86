/** A table of the report. */
export interface Table {
  readonly id: string;
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences that belong to the table. */
  readonly notes?: readonly string[];
}

export const toMarkdown = ({ title, head, rows, notes = [] }: Table): string => {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return `## ${title}\n\n${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n${notes.map((note) => `\n${note}\n`).join('')}`;
};

export const toCsv = ({ head, rows }: Pick<Table, 'head' | 'rows'>): string =>
  `${[head, ...rows].map((row) => row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')).join('\n')}\n`;

export const toLatex = ({ title, head, rows }: Table): string => {
  const escaped = (cell: string) => cell.replace(/[&%$#_{}]/g, '\\$&').replaceAll('±', '$\\pm$');
  const line = (cells: readonly string[]) => `${cells.map(escaped).join(' & ')} \\\\`;
  return `% ${title}\n\\begin{tabular}{l${'r'.repeat(head.length - 1)}}\n\\hline\n${line(head)}\n\\hline\n${rows.map(line).join('\n')}\n\\hline\n\\end{tabular}\n`;
};
