import type { MetricLine } from '@codistill/report';
import { describe, expect, it } from 'vitest';
import { defaultMetric } from '../mainMetric.ts';
import { selectedLine } from './selectedEpoch.ts';

/** Lines of epochs with one value for each metric; undefined if it was not measured. */
const linesOf = (
  curves: Readonly<Record<string, readonly (number | undefined)[]>>,
  epochs: number,
): MetricLine[] =>
  Array.from({ length: epochs }, (_, epoch) => ({
    kind: 'epoch',
    step: epoch + 1,
    epoch,
    ...Object.fromEntries(
      Object.entries(curves).flatMap(([name, values]) =>
        values[epoch] === undefined ? [] : [[name, values[epoch]]],
      ),
    ),
  }));

describe('the epoch that is selected', () => {
  it('is selected by validation among the epochs that have test', () => {
    const accuracies = [0.5, 0.8, 0.9, 0.7];
    const lines = linesOf(
      {
        'validation/accuracy/a': accuracies,
        'test/accuracy/a': [undefined, 0.8 - 0.1, undefined, 0.7 - 0.1],
      },
      4,
    );
    expect(selectedLine(lines, ['a'], defaultMetric)!['test/accuracy/a']).toBe(0.8 - 0.1);
  });

  it('is the one with the lowest error where lower is better', () => {
    const lines = linesOf(
      { 'validation/rmse/a': [9, 4, 6], 'validation/rmse/b': [8, 7, 6], 'test/rmse/a': [5, 5, 5] },
      3,
    );
    const rmse = { name: 'rmse', higherIsBetter: false };
    expect(selectedLine(lines, ['a', 'b'], rmse)?.epoch).toBe(1);
  });

  it('the validation split chooses an epoch, the test split none', () => {
    const curves = {
      'validation/accuracy/a': [0.5, 0.8, 0.7],
      'validation/accuracy/b': [0.5, 0.7, 0.75],
      'test/accuracy/a': [0.9, 0.6, 0.7],
      'test/accuracy/b': [0.9, 0.4, 0.5],
    };
    expect(selectedLine(linesOf(curves, 3), ['a', 'b'], defaultMetric)).toMatchObject({
      epoch: 1,
      'test/accuracy/a': 0.6,
      'test/accuracy/b': 0.4,
    });
  });

  it.each([
    { about: 'no validation split', validation: undefined, tested: [0, 1, 2], selected: undefined },
    {
      about: 'validation of every epoch',
      validation: [0.5, 0.8, 0.7],
      tested: [0, 1, 2],
      selected: 0.6,
    },
    {
      about: 'equal epochs, the first',
      validation: [0.8, 0.8, 0.7],
      tested: [0, 1, 2],
      selected: 0.9,
    },
    { about: 'nothing right, the first', validation: [0, 0, 0], tested: [0, 1, 2], selected: 0.9 },
    {
      about: 'a best epoch that was not tested',
      validation: [0.5, 0.8, 0.7],
      tested: [0, 2],
      selected: 0.7,
    },
    {
      about: 'the last epoch tested alone',
      validation: [0.9, 0.8, 0.7],
      tested: [2],
      selected: undefined,
    },
    {
      about: 'a number that is none',
      validation: [0.5, Number.NaN, 0.6],
      tested: [0, 1, 2],
      selected: 0.7,
    },
  ])('is chosen with $about', ({ validation, tested, selected }) => {
    const values = [0.9, 0.6, 0.7];
    const lines = linesOf(
      {
        ...(validation && { 'validation/accuracy/a': validation }),
        'test/accuracy/a': values.map((value, epoch) =>
          tested.includes(epoch) ? value : undefined,
        ),
      },
      3,
    );
    expect(selectedLine(lines, ['a'], defaultMetric)?.['test/accuracy/a']).toBe(selected);
  });
});
