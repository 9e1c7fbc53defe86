import type { Deployed } from '../contracts/task.ts';
import { ofPeer } from '../names/metrics.ts';

/**
 * The means over the deployed heads of the metrics called `names`, as far as `metrics` has them:
 * 'accuracy' is the mean of 'accuracy/a' and 'accuracy/b'.
 */
export function meansOver(
  deployed: Deployed,
  names: readonly string[],
  metrics: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const means: Record<string, number> = {};
  for (const name of names)
    if (deployed.some(({ peer }) => ofPeer(name, peer) in metrics))
      means[name] =
        deployed.reduce((sum, { peer }) => sum + metrics[ofPeer(name, peer)]!, 0) / deployed.length;
  return means;
}
