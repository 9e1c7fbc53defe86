import { defineTask } from '@codistill/core';
import { z } from 'zod';
import { identitiesOf } from './retrieval/identitiesOf.ts';
import { identitySplit } from './retrieval/identitySplit.ts';
import { metricNames, retrievalEvaluator } from './retrieval/retrievalEvaluator.ts';
import { triplet } from './retrieval/triplet.ts';

/** The identities that are trained on, in ascending order, from the facts of a fitted task. */
const trainedOn = ({ facts }: { readonly facts: { readonly [key: string]: unknown } }) =>
  facts['identities'] as readonly number[];

/**
 * Retrieval: find the images of an identity among others, by the distance of embeddings. Networks
 * train to classify the identities of the training split, and optionally by a triplet loss; they
 * are measured on identities that they have never seen.
 *
 * Embeddings are compared by cosine. The embedding of an ensemble is the concatenation of those of
 * its networks. The validation split holds out identities; each of its images is a query for all
 * others. The test has the splits 'query' and 'gallery', or one split 'test' that serves as both.
 * Attributes are used as in Market-1501: images of the query's own identity by its own `camera` do
 * not count, and neither do images of which `junk` is 1.
 *
 * Source: Zheng et al., ICCV 2015; for the loss, Hermans, Beyer and Leibe 2017, arXiv 1703.07737.
 */
export const retrieval = defineTask({
  id: 'retrieval',
  about: 'Find the images of one identity by comparing embeddings (re-identification).',
  source: 'Zheng et al. 2015, Market-1501; Hermans et al. 2017, arXiv 1703.07737',
  options: z.object({
    triplet: z
      .number()
      .nonnegative()
      .default(1)
      .describe('Weight of the batch-hard triplet loss beside the cross-entropy; 0 leaves it out.'),
    margin: z
      .union([z.number().nonnegative(), z.literal('soft')])
      .default(0.3)
      .describe("Margin of the triplet loss, or 'soft' for softplus in place of a margin."),
  }),
  create: ({ triplet: weight, margin }) => ({
    distribution: 'categorical',
    takes: ['class'],
    groups: (targets) => identitiesOf(targets),
    split: (targets, request, attributes) =>
      identitySplit(identitiesOf(targets, attributes), request),
    fit(targets, train) {
      const all = identitiesOf(targets);
      const identities = [...new Set(Array.from(train, (at) => all[at]!))].sort((a, b) => a - b);
      return { outputs: identities.length, facts: { identities } };
    },
    encode(targets, positions, fitted) {
      const all = identitiesOf(targets);
      const column = new Map(trainedOn(fitted).map((identity, k) => [identity, k]));
      const rows = new Float32Array(positions.length * fitted.outputs);
      positions.forEach((at, i) => {
        const k = column.get(all[at]!);
        if (k !== undefined) rows[i * fitted.outputs + k] = 1;
      });
      return rows;
    },
    metrics: [
      {
        name: 'map',
        words: 'mean average precision',
        unit: '%',
        higherIsBetter: true,
        counted: false,
      },
      ...metricNames.slice(1).map((name) => ({
        name,
        words: `rank-${name.slice(4)} accuracy`,
        unit: '%',
        higherIsBetter: true,
        counted: false,
      })),
    ],
    gathers: 'embedding',
    passes: (splits, { validation }) => [
      {
        name: 'validation',
        parts: [{ split: 'train', positions: validation, role: 'validation' }],
      },
      ...(splits.includes('query') && splits.includes('gallery')
        ? [
            {
              name: 'test' as const,
              parts: [
                { split: 'query', role: 'query' },
                { split: 'gallery', role: 'gallery' },
              ],
            },
          ]
        : splits.includes('test')
          ? [{ name: 'test' as const, parts: [{ split: 'test', role: 'test' }] }]
          : []),
    ],
    evaluator: retrievalEvaluator,
    ...(weight > 0 && {
      edges: (peers) =>
        peers
          .filter(({ embedding }) => embedding !== undefined)
          .map(({ id }) => ({
            from: 'labels' as const,
            to: id,
            loss: triplet({ margin: margin === 'soft' ? 0 : margin, soft: margin === 'soft' }),
            weight,
          })),
    }),
  }),
});
