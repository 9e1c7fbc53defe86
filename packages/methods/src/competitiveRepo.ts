import { dataOptions, defineMethod } from '@codistill/core';
import { repositoryPool } from '@codistill/perturbations';
import { competitive } from '@codistill/strategies';
import { competingArm } from './competing.ts';
import { perturbOptions } from './perturbed.ts';
import { variantsOf, withDefaults } from './variants.ts';

const options = withDefaults(
  dataOptions(competitive.options),
  variantsOf(competitive)['competitive-repo'],
);

/**
 * Competitive distillation as in the released code. All better networks teach, averaged, without a
 * feature loss. In every 10th batch of an epoch, one random network is perturbed in normalized
 * space by the code's own pool. Data pipeline, optimizer and schedule are those of the base.
 */
export const competitiveRepoMethod = defineMethod({
  id: 'competitive-repo',
  about:
    'Competitive distillation as in the released code: all better networks teach, and one random network is perturbed in every 10th batch.',
  source: 'github.com/XiaoleiDiao/Competitive-Distillation',
  options: options.extend({
    features: options.shape.features.describe(
      "Factor of the squared difference to the teacher's features; the released code has none.",
    ),
    ...perturbOptions({ use: 'every', steps: 10 }, repositoryPool),
  }),
  create: competingArm,
});
