import type { TopLevelSpec } from 'vega-lite';
import { titled, valueUnit } from '../metric.ts';
import type { Report } from '../report.ts';

/** A chart of the report: its specification, and its data as a table. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  /** What the chart shows, for readers who cannot see it. */
  readonly describes: string;
  readonly spec: TopLevelSpec;
  readonly rows: readonly Readonly<Record<string, string | number>>[];
}

// The colours of Okabe and Ito, which colour-blind readers can tell apart.
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

/** A complete specification from the part that is specific to a chart. */
export const spec = (body: object): TopLevelSpec =>
  ({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config,
    ...body,
    // Charts are composed of pieces, which Vega-Lite's union type of all specifications cannot
    // check. Drawing compiles each chart and so checks it.
  }) as unknown as TopLevelSpec;

/** The title of the main metric's axis. */
export const metricTitle = ({ metric }: Report): string => titled(metric.name, valueUnit(metric));

export const capital = (word: string): string => `${word[0]?.toUpperCase()}${word.slice(1)}`;
export const percent = (value: number): number => Number((100 * value).toFixed(3));

/** Gives a method the same colour in every chart. */
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

/**
 * An axis with one row for each method, in the order of the study. Vega-Lite cuts names longer than
 * about 30 letters, so longer names get a higher limit.
 */
export const methodAxis = ({ methods }: Report) => ({
  field: 'method',
  type: 'nominal',
  sort: methods.map(({ id }) => id),
  title: null,
  ...(methods.some(({ id }) => id.length > 25) && { axis: { labelLimit: 360 } }),
});
