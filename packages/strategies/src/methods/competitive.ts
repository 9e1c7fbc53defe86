import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { competitiveOptions } from '../competitive.ts';
import { arm, use, varyingData } from '../parts/arm.ts';
import { paperPool, perturbed, perturbOptions, repoPool } from '../parts/pools.ts';

/**
 * Competitive distillation as the paper has it: the best network of each batch teaches, KL 1,
 * features 1; in every iteration one random network sees its batch through one perturbation drawn
 * from the pool. What the paper leaves open, and how we read it, is said at the strategy
 * `competitive` and at the perturbations.
 */
export const competitiveMethod = defineMethod({
  id: 'competitive',
  about:
    'Competitive distillation as in the paper: the best network of the batch teaches, and one random network is perturbed in every iteration.',
  source: 'Shi et al. 2025, arXiv 2506.23285',
  options: z.object({
    ...competitiveOptions(varyingData),
    ...perturbOptions('always', paperPool),
  }),
  create: ({ when, pool, ...options }) => ({
    arm: (base) =>
      arm(base, use('competitive', options), { update: 'simultaneous', ...perturbed(when, pool) }),
  }),
});

/**
 * Competitive distillation as the released code has it: all better networks teach, averaged, no
 * feature loss; one random network is perturbed in every 10th batch of an epoch, in normalized
 * space, by the code's own pool. Its data pipeline, optimizer and schedule are the base's.
 */
export const competitiveRepoMethod = defineMethod({
  id: 'competitive-repo',
  about:
    'Competitive distillation as in the released code: all better networks teach, and one random network is perturbed in every 10th batch.',
  source: 'github.com/XiaoleiDiao/Competitive-Distillation',
  options: z.object({
    ...competitiveOptions(varyingData, 'repo'),
    ...perturbOptions({ use: 'every', steps: 10 }, repoPool),
  }),
  create: ({ when, pool, ...options }) => ({
    arm: (base) =>
      arm(base, use('competitive', options), { update: 'simultaneous', ...perturbed(when, pool) }),
  }),
});
