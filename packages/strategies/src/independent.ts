import { defineStrategy, supervised } from '@codistill/core';

/**
 * Every network learns from the labels alone: L_i = CE(z_i, y), with z_i and y [batch, K]. It is
 * the baseline of every comparison. With the mean of the networks' probabilities, it is the deep
 * ensemble (Lakshminarayanan et al. 2017). A network with several heads minimizes the sum of their
 * losses.
 */
export const independent = defineStrategy({
  id: 'independent',
  about: 'Every network learns only from the labels.',
  create: () => ({ flow: (peers) => ({ edges: supervised(peers) }) }),
});
