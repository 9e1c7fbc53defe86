import type { NetworkId, Use } from '@codistill/core';
import { nameOf, ofPeer, ofSplit } from '@codistill/core';
import {
  type Checkpoint,
  checkWeights,
  deployedPeer,
  initWeights,
  type Resolved,
} from '@codistill/core/engine';
import { unknownNetwork, whichNetwork } from './errors.ts';
import type { ExportedNetwork, Measurement, ModelFacts, RunFacts } from './facts.ts';

/** What is asked of a checkpoint. */
export interface NetworkWish {
  /** For messages. */
  readonly path: string;
  /** Which network; may be absent if there is one. */
  readonly network?: NetworkId;
  /**
   * Metrics that were measured with these weights, such as 'test/accuracy/a'. Default those of the
   * checkpoint, which lack the test split.
   */
  readonly metrics?: Readonly<Record<string, number>>;
}

/**
 * A network of a checkpoint, with everything that a file of it carries. `resolved` is the
 * checkpoint's experiment with its data.
 * @throws InputError if there is no such network, or its weights do not fit.
 */
export function networkOf(
  checkpoint: Checkpoint,
  resolved: Resolved,
  { path, network: wanted, metrics = metricsOf(checkpoint) }: NetworkWish,
): ExportedNetwork {
  const { setup, fitted, task, data } = resolved;
  const ids = setup.networks.map(({ id }) => id);
  if (wanted === undefined && ids.length > 1)
    throw whichNetwork(
      path,
      ids.map((id) => `${id}${measuredText(metrics, resolved, id)}`),
      ids[0]!,
    );
  const id = wanted ?? ids[0]!;
  const own = setup.networks.find((network) => network.id === id);
  if (!own) throw unknownNetwork(path, id, ids);
  const { params, stats } = checkpoint.state.networks[id]!;
  checkWeights({ [id]: { params, stats, path } }, initWeights(setup));
  const { imageSize } = own;
  const [height, width, channels] = setup.imageShape;
  const names = fitted.names ?? data.facts.names;
  const facts: ModelFacts = {
    network: id,
    backbone: checkpoint.experiment.networks[id]!.backbone,
    parameters: Object.values(params).reduce((sum, { data: { length } }) => sum + length, 0),
    task: nameOf(checkpoint.experiment.task ?? 'classification'),
    distribution: setup.setting.distribution,
    ...(names && { names }),
    ...(Object.keys(fitted.facts).length > 0 && { targets: fitted.facts }),
    // A network may have a normalization of its own, such as that of its weights.
    ...(checkpoint.experiment.networks[id]!.normalization ?? {
      mean: [...resolved.recipe.mean],
      std: [...resolved.recipe.std],
    }),
    ...framingOf(checkpoint),
  };
  return {
    network: {
      backbone: own.backbone,
      params,
      stats,
      imageShape: imageSize
        ? [imageSize.height, imageSize.width, channels]
        : [height, width, channels],
      outputs: setup.setting.outputs,
      gives: task.gathers === 'embedding' ? ['embedding', 'logits'] : ['logits'],
    },
    facts,
    run: runOf(checkpoint, resolved, measuredOf(metrics, resolved, id)),
  };
}

const framingOf = ({ experiment: { image } }: Checkpoint): { readonly framing?: Use } =>
  image ? { framing: image.evaluate } : {};

function runOf(
  checkpoint: Checkpoint,
  resolved: Resolved,
  measured: Measurement | undefined,
): RunFacts {
  const { experiment, sources, versions, engine, step } = checkpoint;
  return {
    dataset: experiment.dataset,
    examples: resolved.split.train.length,
    ...(sources?.['data'] && { data: sources['data'] }),
    strategy: experiment.strategy,
    ...(experiment.perturb && { perturb: experiment.perturb }),
    ...(experiment.augment && { augment: experiment.augment }),
    networks: Object.fromEntries(
      Object.entries(experiment.networks).map(([name, { backbone }]) => [name, backbone]),
    ),
    seed: experiment.seed,
    epochs: { trained: step / resolved.stepsPerEpoch, planned: experiment.epochs },
    ...(measured && { measured }),
    versions,
    engine: `${engine.name} (${engine.device})`,
  };
}

/** The last metrics of a checkpoint at the end of an epoch, those of its weights. */
const metricsOf = ({ history, open }: Checkpoint): Readonly<Record<string, number>> =>
  open.count > 0
    ? {}
    : Object.fromEntries(
        Object.entries(history).flatMap(([name, values]) =>
          name.startsWith('validation/') ? [[name, values.at(-1)!] as const] : [],
        ),
      );

/** The main metric of a network, on the test split if it was measured there. */
function measuredOf(
  metrics: Readonly<Record<string, number>>,
  { setup, task, passes, splits }: Resolved,
  id: NetworkId,
): Measurement | undefined {
  const { name, words, unit, counted } = task.metrics[0];
  const network = setup.networks.find((one) => one.id === id)!;
  for (const split of ['test', 'validation'] as const) {
    const value = metrics[ofSplit(split, ofPeer(name, deployedPeer(network)))];
    const pass = passes.find((one) => one.name === split);
    if (value === undefined || !Number.isFinite(value) || !pass) continue;
    const of = pass.parts.reduce(
      (sum, part) => sum + (part.positions?.length ?? splits.get(part.split)!.size),
      0,
    );
    return { split, words, unit, value, ...(counted && { of }) };
  }
  return undefined;
}

/** ' (test accuracy 91.2 %)' of a network that was measured. */
function measuredText(
  metrics: Readonly<Record<string, number>>,
  resolved: Resolved,
  id: NetworkId,
): string {
  const measured = measuredOf(metrics, resolved, id);
  if (!measured) return '';
  const { split, words, unit, value } = measured;
  return ` (${split} ${words} ${unit === '%' ? `${(100 * value).toFixed(1)} %` : value.toPrecision(4)})`;
}
