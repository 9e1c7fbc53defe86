import type { TopLevelSpec } from 'vega-lite';
import { titled, valueUnit } from '../metric.ts';
import type { Report } from '../report.ts';

/** A chart of the report: its specification, and the rows that stand behind it as a table. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  /** What one sees in it, for readers who do not see it. */
  readonly describes: string;
  readonly spec: TopLevelSpec;
  readonly rows: readonly Readonly<Record<string, string | number>>[];
}

// Okabe and Ito's colours: told apart by everyone.
export const colours = [
  '#0072B2',
  '#D55E00',
  '#009E73',
  '#CC79A7',
  '#E69F00',
  '#56B4E9',
  '#8C6D31',
  '#666666',
  '#9467BD',
  '#17BECF',
];
export const width = 620;

const config = {
  font: 'system-ui, sans-serif',
  background: 'transparent',
  view: { stroke: null },
  axis: {
    labelColor: '#777',
    titleColor: '#777',
    gridColor: '#8883',
    domainColor: '#888',
    tickColor: '#888',
  },
  legend: { labelColor: '#777', titleColor: '#777', labelLimit: 0 },
  header: { labelColor: '#777', titleColor: '#777' },
} as const;

/** A whole specification of what is special to a chart. */
export const spec = (body: object): TopLevelSpec =>
  ({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config,
    ...body,
    // Charts are put together from pieces, whose types Vega-Lite's union of all specifications cannot
    // tell; drawing compiles each.
  }) as unknown as TopLevelSpec;

/** The main metric's axis. */
export const metricTitle = ({ metric }: Report): string => titled(metric.name, valueUnit(metric));

/** What the main metric is called in rows and file names: studies have had 'accuracy' always. */
export const metricField = ({ study }: Report): 'accuracy' | 'value' =>
  study ? 'accuracy' : 'value';

export const capital = (word: string): string => `${word[0]?.toUpperCase()}${word.slice(1)}`;
export const percent = (value: number): number => Number((100 * value).toFixed(3));

/** The same colour for a method in every chart. */
export const colour = (report: Report) => ({
  field: 'method',
  type: 'nominal',
  scale: {
    domain: report.methods.map(({ id }) => id),
    range: report.methods.map((_, i) => colours[i % colours.length]),
  },
  legend: null,
});

/** The same, with a legend below the chart. */
export const colourWithLegend = (report: Report) => ({
  ...colour(report),
  legend: { title: null, orient: 'bottom', columns: 5, symbolOpacity: 1 },
});

/** A row a method, in the order of the study. Vega-Lite cuts longer names than some 30 letters. */
export const methodAxis = ({ methods }: Report) => ({
  field: 'method',
  type: 'nominal',
  sort: methods.map(({ id }) => id),
  title: null,
  ...(methods.some(({ id }) => id.length > 25) && { axis: { labelLimit: 360 } }),
});
