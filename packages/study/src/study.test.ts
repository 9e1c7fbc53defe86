import * as backbones from '@codistill/backbones';
import { createRegistry, InputError, pluginsOf, type Registry } from '@codistill/core';
import { experimentSchema } from '@codistill/core/engine';
import * as methods from '@codistill/methods';
import * as strategies from '@codistill/strategies';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armsOf, plannedRuns } from './arms.ts';
import { parseStudyFile, studySchema } from './schema.ts';
import { completeStudy, type Study } from './study.ts';
import { parseUses } from './use/useText.ts';

const registry = createRegistry(
  [backbones, methods, strategies].map((module) => ({ plugins: pluginsOf(module) })),
) as Registry;
const studyOf = (file: object): Study => completeStudy(parseStudyFile(file, 'The test'), '/');

describe('a study', () => {
  it('is complete: what is left out comes from the preset of its dataset', () => {
    const study = studyOf({
      dataset: 'cifar100',
      networks: ['resnet8', { use: 'resnet-cifar', depth: 14 }],
      epochs: 2,
      seeds: [5],
    });
    expect(study.base).toMatchObject({
      augment: ['shift', 'flip'],
      batchSize: 128,
      epochs: 2,
      networks: { a: { backbone: 'resnet8' }, b: { backbone: { depth: 14 } } },
    });
    expect(study.seeds).toEqual([5]);
    expect(study.methods.map(({ id }) => id)).toEqual([
      'independent',
      'mutual',
      'self',
      'distill',
      'competitive',
    ]);
  });

  it('names methods by their options', () => {
    const { methods } = studyOf({
      methods: ['mutual', { use: 'mutual', temperature: 2 }, { strategy: 'label-smoothing' }],
    });
    expect(methods.map(({ id }) => id)).toEqual([
      'mutual',
      'mutual-temperature-2',
      'label-smoothing',
    ]);
  });

  it.each([
    {
      methods: ['independent', 'mutual-perturbed', 'competitive'],
      control: 'mutual-perturbed',
      kept: 'mutual-perturbed',
    },
    { methods: ['mutual', 'competitive'], control: 'competitive', kept: 'competitive' },
    { methods: { independent: 'independent', mine: 'mutual' }, control: 'mine', kept: 'mine' },
    {
      methods: {
        independent: 'independent',
        'independent-perturbed': 'label-smoothing',
        competitive: 'competitive',
      },
      control: undefined,
      kept: 'independent-perturbed',
    },
    { methods: ['independent', 'competitive'], control: undefined, kept: undefined },
  ])('has the control $kept', ({ methods, control, kept }) => {
    expect(studyOf({ methods, ...(control && { control }) }).control).toBe(kept);
  });
  it.each([
    { methods: ['independent', 'mutual'], control: 'mutal', says: 'Did you mean "mutual"?' },
    {
      methods: ['independent', 'mutual'],
      control: 'competitive',
      says: 'not a method of the study',
    },
    {
      methods: { independent: 'independent', mine: 'mutual' },
      control: 'mutual',
      says: 'Its methods: independent, mine',
    },
    { methods: ['independent', 'mutual'], control: 'independent', says: 'is the baseline' },
    { methods: ['mutual', 'competitive'], control: 'mutual', says: 'is the baseline' },
    { methods: ['independent', 'mutual'], control: '', says: '"control" = ""' },
  ])('refuses the control "$control" of $methods', ({ methods, control, says }) => {
    expect(() => studyOf({ methods, control })).toThrow(InputError);
    expect(() => studyOf({ methods, control })).toThrow(says);
  });

  it('runs those first whose networks others need, seed by seed', () => {
    const study = studyOf({ methods: ['born-again', 'distill', 'independent'], seeds: 2 });
    const runs = plannedRuns(armsOf(study, registry), study.seeds);
    runs.forEach(({ after }, i) => {
      for (const id of after) expect(runs.findIndex((run) => run.id === id)).toBeLessThan(i);
    });
    expect(runs.filter(({ arm }) => !arm.compared)).toHaveLength(2 * 2);
    expect(runs.slice(0, runs.length / 2).every(({ seed }) => seed === 1)).toBe(true);
    expect(runs.find(({ id }) => id === 'distill/seed-2')!.after).toEqual(['independent/seed-2']);
  });

  it('gives every method the same data, budget and seed', () => {
    const study = studyOf({
      methods: ['independent', 'mutual', 'kdcl', 'competitive', 'mean-teacher'],
      seeds: 2,
    });
    for (const arm of armsOf(study, registry)) {
      const { dataset, epochs, batchSize, optimizer, learningRate, seed } = arm.experiment(2);
      expect({ dataset, epochs, batchSize, optimizer, learningRate, seed }).toEqual({
        dataset: 'digits',
        epochs: 12,
        batchSize: 64,
        optimizer: 'sgd',
        learningRate: { use: 'cosine', peak: 0.1 },
        seed: 2,
      });
    }
  });
});

describe('study files, by the thousand', () => {
  const keys = [
    ...Object.keys(studySchema.shape),
    ...Object.keys(experimentSchema.shape),
    'nonsense',
  ];
  const leaf = fc.oneof(
    fc.constantFrom(
      'independent',
      'mutual',
      'distill',
      'competitive',
      'small-conv',
      'resnet8',
      'digits',
      'sgd',
      'paper',
      '',
      'a:b',
      '../x',
      '__proto__',
    ),
    fc.integer({ min: -3, max: 300 }),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.string({ maxLength: 6 }),
  );
  const value = fc.oneof(
    leaf,
    fc.array(
      fc.oneof(
        leaf,
        fc.dictionary(
          fc.constantFrom('use', 'strategy', 'backbone', 'temperature', 'weights'),
          leaf,
          { maxKeys: 3 },
        ),
      ),
      {
        maxLength: 3,
      },
    ),
    fc.dictionary(
      fc.oneof(
        fc.constantFrom('a', 'b', 'use', 'strategy', 'backbone'),
        fc.string({ maxLength: 4 }),
      ),
      fc.oneof(
        leaf,
        fc.dictionary(fc.constantFrom('backbone', 'frozen', 'weights', 'follows', 'use'), leaf),
      ),
      { maxKeys: 3 },
    ),
  );
  const isStudyOrInputError = (make: () => Study) => {
    try {
      const study = make();
      for (const arm of armsOf(study, registry)) arm.experiment(study.seeds[0]!);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      expect(error.message.split('\n')).toHaveLength(1);
    }
  };

  it('are a study, or an error in one paragraph', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 4 }), (file) =>
        isStudyOrInputError(() => studyOf(file)),
      ),
      { numRuns: 2000 },
    );
  });

  it('and so are plugins in words', () => {
    const words = fc
      .array(
        fc.oneof(
          fc.constantFrom(':', '=', ',', '[', ']', 'mutual', 'temperature', '2', 'independent'),
          fc.string({ maxLength: 3 }),
        ),
        {
          maxLength: 8,
        },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(words, (text) =>
        isStudyOrInputError(() => studyOf({ methods: parseUses(text) })),
      ),
      { numRuns: 2000 },
    );
  });
});
