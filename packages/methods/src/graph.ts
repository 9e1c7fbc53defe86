import { dataOptions, defineMethod } from '@codistill/core';
import { graph } from '@codistill/strategies';
import { arm, use } from './arm.ts';
import { variantsOf } from './variants.ts';

/** A knowledge transfer graph of the base's networks. See the strategy `graph`. */
export const graphMethod = defineMethod({
  id: 'graph',
  about:
    'Networks teach along the edges of a graph, with a gate on each edge (knowledge transfer graph).',
  source: 'Minami et al. 2020, arXiv 1909.04286',
  options: dataOptions(graph.options),
  variants: variantsOf(graph),
  create: (options) => ({ arm: (base) => arm(base, use('graph', options)) }),
});
