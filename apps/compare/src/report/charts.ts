import type { TopLevelSpec } from 'vega-lite';
import type { MethodResults, StudyReport } from './model.ts';

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
const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#8C6D31', '#666666', '#9467BD', '#17BECF'];
const width = 620;
const config = {
  font: 'system-ui, sans-serif',
  background: 'transparent',
  view: { stroke: null },
  axis: { labelColor: '#777', titleColor: '#777', gridColor: '#8883', domainColor: '#888', tickColor: '#888' },
  legend: { labelColor: '#777', titleColor: '#777' },
  header: { labelColor: '#777', titleColor: '#777' },
} as const;
const spec = (body: object): TopLevelSpec =>
  ({ $schema: 'https://vega.github.io/schema/vega-lite/v6.json', config, ...body }) as unknown as TopLevelSpec;
const percent = (value: number) => Number((100 * value).toFixed(3));
const colour = (report: StudyReport) => ({
  field: 'method',
  type: 'nominal',
  scale: { domain: report.methods.map(({ id }) => id), range: report.methods.map((_, i) => colours[i % colours.length]) },
  legend: null,
});

function accuracyChart(report: StudyReport): Chart {
  const dots = report.methods.flatMap((method) =>
    method.last.map((value, i) => ({ method: method.id, seed: method.seeds[i]!, accuracy: percent(value) })),
  );
  const means = report.methods.flatMap(({ id, accuracy }) =>
    accuracy
      ? [
          {
            method: id,
            mean: percent(accuracy.mean),
            low: percent(accuracy.t?.low ?? accuracy.mean),
            high: percent(accuracy.t?.high ?? accuracy.mean),
          },
        ]
      : [],
  );
  const y = { field: 'method', type: 'nominal', sort: report.methods.map(({ id }) => id), title: null };
  return {
    id: 'accuracy',
    title: 'Test accuracy by method',
    describes: 'A dot for every seed, the mean over seeds and its 95 % interval by Student’s t, of the mean over networks after the last epoch.',
    rows: dots,
    spec: spec({
      width,
      height: { step: 34 },
      layer: [
        {
          data: { values: means },
          mark: { type: 'rule', strokeWidth: 2 },
          encoding: {
            y,
            x: { field: 'low', type: 'quantitative', scale: { zero: false }, title: 'test accuracy, %' },
            x2: { field: 'high' },
            color: colour(report),
          },
        },
        {
          data: { values: means },
          mark: { type: 'tick', thickness: 3, size: 20 },
          encoding: { y, x: { field: 'mean', type: 'quantitative' }, color: colour(report) },
        },
        {
          data: { values: dots },
          mark: { type: 'point', filled: true, size: 45, opacity: 0.6 },
          encoding: {
            y,
            x: { field: 'accuracy', type: 'quantitative' },
            color: colour(report),
            tooltip: [{ field: 'method' }, { field: 'seed' }, { field: 'accuracy' }],
          },
        },
      ],
    }),
  };
}

function differenceChart(report: StudyReport): Chart[] {
  const rows = report.pairs.map(({ method, difference, interval }) => ({
    method,
    difference: percent(difference),
    low: percent(interval?.low ?? difference),
    high: percent(interval?.high ?? difference),
  }));
  if (rows.length === 0) return [];
  const y = { field: 'method', type: 'nominal', sort: report.methods.map(({ id }) => id), title: null };
  return [
    {
      id: 'difference',
      title: `Paired difference to ${report.baseline}`,
      describes: `The mean over seeds of the difference to ${report.baseline} at the same seed, in points, with its 95 % interval. Left of zero is worse.`,
      rows,
      spec: spec({
        width,
        height: { step: 34 },
        layer: [
          { data: { values: [{}] }, mark: { type: 'rule', strokeDash: [4, 4], color: '#888' }, encoding: { x: { datum: 0 } } },
          {
            data: { values: rows },
            mark: { type: 'rule', strokeWidth: 2 },
            encoding: { y, x: { field: 'low', type: 'quantitative', title: 'difference, points' }, x2: { field: 'high' }, color: colour(report) },
          },
          {
            data: { values: rows },
            mark: { type: 'point', filled: true, size: 70, opacity: 1 },
            encoding: { y, x: { field: 'difference', type: 'quantitative' }, color: colour(report) },
          },
        ],
      }),
    },
  ];
}

/** Mean, lowest and highest over seeds of the mean over networks of a curve. */
function band(method: MethodResults, measure: string): { epoch: number; mean: number; low: number; high: number }[] {
  const curves = method.runs.flatMap((run) => {
    const own = Object.values(run.deployed).flatMap((peer) => run.facts?.curves[`${measure}/${peer}`] ?? []);
    const count = Object.values(run.deployed).filter((peer) => run.facts?.curves[`${measure}/${peer}`]).length;
    if (count === 0) return [];
    const epochs = own.length / count;
    return [
      Array.from(
        { length: epochs },
        (_, epoch) => Array.from({ length: count }, (_peer, i) => own[i * epochs + epoch]!).reduce((a, b) => a + b, 0) / count,
      ),
    ];
  });
  const epochs = Math.max(0, ...curves.map(({ length }) => length));
  return Array.from({ length: epochs }, (_, epoch) => {
    const values = curves.flatMap((curve) => (curve[epoch] === undefined ? [] : [curve[epoch]]));
    return { epoch: epoch + 1, mean: values.reduce((a, b) => a + b, 0) / values.length, low: Math.min(...values), high: Math.max(...values) };
  });
}

function curveChart(report: StudyReport): Chart[] {
  const rows = report.methods.flatMap((method) =>
    band(method, 'validation/accuracy').map(({ epoch, mean, low, high }) => ({
      method: method.id,
      epoch,
      mean: percent(mean),
      low: percent(low),
      high: percent(high),
    })),
  );
  if (rows.length === 0) return [];
  const x = { field: 'epoch', type: 'quantitative', axis: { tickMinStep: 1 }, title: 'epoch' };
  return [
    {
      id: 'curves',
      title: 'Validation accuracy over time',
      describes: 'The mean over networks and seeds after every epoch; the band goes from the lowest to the highest seed.',
      rows,
      spec: spec({
        width,
        height: 300,
        data: { values: rows },
        layer: [
          {
            mark: { type: 'area', opacity: 0.15 },
            encoding: {
              x,
              y: { field: 'low', type: 'quantitative', scale: { zero: false }, title: 'validation accuracy, %' },
              y2: { field: 'high' },
              color: { ...colour(report), legend: { title: null, orient: 'bottom', columns: 5 } },
            },
          },
          {
            mark: { type: 'line', strokeWidth: 2 },
            encoding: {
              x,
              y: { field: 'mean', type: 'quantitative' },
              color: { ...colour(report), legend: { title: null, orient: 'bottom', columns: 5 } },
            },
          },
        ],
      }),
    },
  ];
}

function teachingChart(report: StudyReport): Chart[] {
  const rows = report.methods.flatMap((method) => {
    const runs = method.runs.flatMap((run) => (run.facts ? [run.facts.teaching] : []));
    const edges = [...new Set(runs.flatMap((teaching) => Object.keys(teaching)))].filter((edge) => edge.startsWith('kl/'));
    return edges.flatMap((edge) => {
      const curves = runs.flatMap((teaching) => (teaching[edge] ? [teaching[edge]] : []));
      return Array.from({ length: Math.max(...curves.map(({ length }) => length)) }, (_, epoch) => ({
        method: method.id,
        edge: edge.slice('kl/'.length),
        epoch: epoch + 1,
        weight: Number((curves.reduce((sum, curve) => sum + (curve[epoch] ?? 0), 0) / curves.length).toFixed(4)),
      }));
    });
  });
  if (rows.length === 0) return [];
  return [
    {
      id: 'teaching',
      title: 'Who taught whom over time',
      describes:
        'The mean weight of every edge from one network to another, by epoch, over seeds. Where a network teaches in the batches that it wins, it is the share of those.',
      rows,
      spec: spec({
        data: { values: rows },
        facet: { field: 'method', type: 'nominal', title: null },
        columns: 2,
        resolve: { scale: { y: 'independent' } },
        spec: {
          width: 280,
          height: 150,
          mark: { type: 'line', point: true },
          encoding: {
            x: { field: 'epoch', type: 'quantitative', axis: { tickMinStep: 1 } },
            y: { field: 'weight', type: 'quantitative', scale: { zero: true } },
            color: { field: 'edge', type: 'nominal', scale: { range: colours }, legend: { title: null, orient: 'bottom', columns: 4 } },
          },
        },
      }),
    },
  ];
}

function costChart(report: StudyReport): Chart[] {
  const rows = report.methods.flatMap((method) => {
    const seconds = method.runs.flatMap((run) => (run.status === 'finished' && run.seconds !== undefined ? [run.seconds] : []));
    return seconds.length > 0 && method.accuracy
      ? [
          {
            method: method.id,
            seconds: Number((seconds.reduce((a, b) => a + b, 0) / seconds.length).toFixed(1)),
            accuracy: percent(method.accuracy.mean),
          },
        ]
      : [];
  });
  if (rows.length === 0) return [];
  return [
    {
      id: 'cost',
      title: 'Cost against accuracy',
      describes: 'Mean seconds of training a run, on the machine of this report, against mean test accuracy.',
      rows,
      spec: spec({
        width,
        height: 260,
        data: { values: rows },
        encoding: {
          x: { field: 'seconds', type: 'quantitative', title: 'seconds a run' },
          y: { field: 'accuracy', type: 'quantitative', scale: { zero: false }, title: 'test accuracy, %' },
        },
        layer: [
          { mark: { type: 'point', filled: true, size: 80, opacity: 1 }, encoding: { color: colour(report) } },
          { mark: { type: 'text', dx: 8, align: 'left', color: '#777' }, encoding: { text: { field: 'method' } } },
        ],
      }),
    },
  ];
}

/** Every chart that the study has data for. */
export const charts = (report: StudyReport): readonly Chart[] => [
  accuracyChart(report),
  ...differenceChart(report),
  ...curveChart(report),
  ...teachingChart(report),
  ...costChart(report),
];
