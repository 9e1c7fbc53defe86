import type { Report } from '../report.ts';
import { competitionTable, perturbationsTable } from './competition.ts';
import { costTable } from './cost.ts';
import { differencesTable, seedsTable } from './differences.ts';
import { resultsTable } from './results.ts';
import type { Table } from './table.ts';
import { togetherTable } from './together.ts';

/** The tables of a report that have rows, starting with the results. */
export const tables = (report: Report): readonly Table[] =>
  [
    resultsTable(report),
    ...report.families.map((family) => differencesTable(report, family)),
    ...[seedsTable, competitionTable, perturbationsTable, togetherTable, costTable].map((table) =>
      table(report),
    ),
  ].filter(({ rows }) => rows.length > 0);
