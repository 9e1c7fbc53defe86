import { dataOptions, defineMethod } from '@codistill/core';
import { paperPool } from '@codistill/perturbations';
import { competitive } from '@codistill/strategies';
import { competingArm } from './competing.ts';
import { perturbOptions } from './perturbed.ts';

/**
 * Competitive distillation as in the paper. The best network of each batch teaches, with weight 1
 * for KL and for features. In every iteration, one random network sees its batch through one
 * perturbation drawn from the pool. The strategy `competitive` and the perturbations say how we
 * read what the paper leaves open.
 */
export const competitiveMethod = defineMethod({
  id: 'competitive',
  about:
    'Competitive distillation as in the paper: the best network of the batch teaches, and one random network is perturbed in every iteration.',
  source: 'Shi et al. 2025, arXiv 2506.23285',
  options: dataOptions(competitive.options).extend(perturbOptions('always', paperPool)),
  create: competingArm,
});
