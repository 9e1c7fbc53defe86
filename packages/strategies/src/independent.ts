import { defineStrategy, supervised } from '@codistill/core';

/**
 * Every network learns from the labels alone: L_i = CE(z_i, y). The baseline of every comparison,
 * and with the mean of the networks' probabilities the deep ensemble (Lakshminarayanan et al.
 * 2017). A network with several heads has the sum of their losses.
 */
export const independent = defineStrategy({
  id: 'independent',
  about: 'Every network learns only from the labels.',
  create: () => ({ flow: (peers) => ({ edges: supervised(peers) }) }),
});
