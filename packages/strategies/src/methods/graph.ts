import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { graphOptions, graphVariants } from '../graph.ts';
import { arm, use, varyingData } from '../parts/arm.ts';

/** A knowledge transfer graph of the base's networks. See the strategy `graph`. */
export const graphMethod = defineMethod({
  id: 'graph',
  about:
    'Networks teach along the edges of a graph, with a gate on each edge (knowledge transfer graph).',
  source: 'Minami et al. 2020, arXiv 1909.04286',
  options: z.object(graphOptions(varyingData)),
  variants: graphVariants,
  create: (options) => ({ arm: (base) => arm(base, use('graph', options)) }),
});
