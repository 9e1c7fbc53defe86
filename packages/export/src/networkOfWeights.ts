import { type Named, nameOf, type Registry, type Use } from '@codistill/core';
import { type ImageShape, tensorShapes } from '@codistill/core/engine';
import { importTensors, type WeightFile } from '@codistill/weights';
import type { ExportedNetwork, ModelFacts } from './facts.ts';

/** What a file of weights is about. */
export interface WeightsWish {
  readonly backbone: Use;
  readonly outputs: number;
  readonly imageShape: ImageShape;
}

/**
 * The network of a file of weights with our names. What the file says of it beside its tensors, as
 * files of `exportNetwork` do, is kept.
 * @throws InputError if the tensors do not fit the backbone.
 */
export function networkOfWeights(
  file: WeightFile,
  { backbone: use, outputs, imageShape }: WeightsWish,
  registry: Registry,
): ExportedNetwork {
  const backbone = registry.build('backbone', use);
  const shapes = tensorShapes(backbone, imageShape, outputs);
  const { params, stats } = importTensors(file, shapes, { library: 'codistill' });
  const said = textsOf(file.metadata);
  const facts: ModelFacts = {
    network: said.network ?? nameOf(use),
    backbone: use,
    parameters: Object.values(params).reduce((sum, { data }) => sum + data.length, 0),
    task: said.task ?? 'classification',
    distribution: said.distribution ?? 'categorical',
    ...(said.names && { names: said.names }),
    ...(said.targets && { targets: said.targets }),
    ...(said.mean && said.std && { mean: said.mean, std: said.std }),
    ...(said.framing && { framing: said.framing }),
  };
  const shape: readonly [number, number, number] = [...imageShape];
  return { network: { backbone, params, stats, imageShape: shape, outputs }, facts };
}

/** The texts of a file that codistill wrote; a text that is not JSON is itself. */
export const textsOf = (
  metadata: Named<string>,
): Partial<ModelFacts> & { readonly [name: string]: unknown } =>
  Object.fromEntries(
    Object.entries(metadata).map(([name, text]) => {
      try {
        return [name, JSON.parse(text) as unknown];
      } catch {
        return [name, text];
      }
    }),
  );
