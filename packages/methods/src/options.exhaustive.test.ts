import type { Experiment } from '@codistill/core';
import { describe, expect, test } from 'vitest';
import { otherValues } from '../../strategies/src/testing/options.ts';
import { registry } from './testing/registry.ts';

// Every option has an effect, or it does not exist. Each is changed from its default, and the arm
// must change.

const options = registry
  .list('method')
  .flatMap(({ id, options: { shape } }) =>
    Object.entries(shape).map(([option, schema]) => ({ id, option, schema })),
  );

const base: Experiment = {
  dataset: 'digits',
  networks: {
    a: { backbone: 'small-conv' },
    b: { backbone: 'resnet8' },
    c: { backbone: 'small-conv' },
  },
  strategy: 'independent',
  optimizer: 'sgd',
  learningRate: 'cosine',
  epochs: 2,
  batchSize: 16,
  seed: 1,
};

// Values of options that `otherValues` cannot make.
const valuesOf: Readonly<Record<string, readonly unknown[]>> = {
  gates: [[['through']]],
  // The other value is the default of tasks with classes or labels.
  competeOn: ['clean'],
};
// Options without which an option has no meaning.
const besideOf: Readonly<Record<string, object>> = { 'scd/when': { pool: ['flip'] } };

describe('an option of a method changes its arm', () => {
  test.each(options)('$id: $option', ({ id, option, schema }) => {
    const given = { use: id, ...besideOf[`${id}/${option}`] };
    const before = JSON.stringify(registry.build('method', given).arm(base));
    const changed = (valuesOf[option] ?? otherValues(schema)).map((value) =>
      JSON.stringify(registry.build('method', { ...given, [option]: value }).arm(base)),
    );
    expect(changed.length).toBeGreaterThan(0);
    for (const after of changed) expect(after).not.toBe(before);
  });
});
