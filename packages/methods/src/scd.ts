import { dataOptions, defineMethod } from '@codistill/core';
import { competitive } from '@codistill/strategies';
import { competingArm } from './competing.ts';
import { perturbOptions } from './perturbed.ts';
import { variantsOf, withDefaults } from './variants.ts';

const options = withDefaults(dataOptions(competitive.options), variantsOf(competitive).scd);

/**
 * Self-competitive distillation: the network with the lower loss on the batch teaches by KL alone.
 * There is no feature loss, and no network is perturbed.
 */
export const scdMethod = defineMethod({
  id: 'scd',
  about:
    'Self-competitive distillation: the network with the lower loss on the batch teaches by KL alone, without perturbation.',
  source: 'MDPI Algorithms 19, 2026 (by report)',
  options: options.extend(perturbOptions('always', [])),
  create: competingArm,
});
