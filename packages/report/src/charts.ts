import { accuracyChart } from './charts/accuracy.ts';
import { calibrationChart } from './charts/calibration.ts';
import type { Chart } from './charts/chart.ts';
import { costChart } from './charts/cost.ts';
import { curveChart } from './charts/curves.ts';
import { differenceChart } from './charts/difference.ts';
import { ensembleChart } from './charts/ensemble.ts';
import { teachingChart } from './charts/teaching.ts';
import { winnersChart } from './charts/winners.ts';
import type { StudyReport } from './model.ts';

/** Every chart that the study has data for. */
export const charts = (report: StudyReport): readonly Chart[] =>
  [
    accuracyChart,
    differenceChart,
    curveChart,
    teachingChart,
    winnersChart,
    calibrationChart,
    ensembleChart,
    costChart,
  ].flatMap((chart) => chart(report));
