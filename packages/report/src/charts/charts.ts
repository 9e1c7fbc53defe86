import type { Report } from '../report.ts';
import { calibrationChart } from './calibration.ts';
import type { Chart } from './chart.ts';
import { costChart } from './cost.ts';
import { curveChart } from './curves.ts';
import { differenceChart } from './difference.ts';
import { ensembleChart } from './ensemble.ts';
import { teachingChart } from './teaching.ts';
import { valuesChart } from './values.ts';
import { winnersChart } from './winners.ts';

/** All charts for which a report has data. */
export const charts = (report: Report): readonly Chart[] =>
  [
    valuesChart,
    differenceChart,
    curveChart,
    teachingChart,
    winnersChart,
    calibrationChart,
    ensembleChart,
    costChart,
  ].flatMap((chart) => chart(report));
