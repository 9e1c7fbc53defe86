import { encodeSafetensors, type Named, nameOf } from '@codistill/core';
import { exportTensors } from '@codistill/weights';
import { modelCard } from './card.ts';
import { foldedWeights, namesOfFormat, noNamesOf, unknownFormat } from './errors.ts';
import { carried, type ExportedNetwork } from './facts.ts';
import type { Graph } from './graph.ts';
import { onnxModel } from './onnx/onnxModel.ts';
import { foldBatchNorms } from './passes/foldBatchNorms.ts';
import { recordNetwork } from './record/recordNetwork.ts';
import { graphModel } from './tensorflow/graphModel.ts';
import { savedModel } from './tensorflow/savedModel.ts';

/** The formats of `exportNetwork`. */
export const exportFormats = ['safetensors', 'saved-model', 'graph-model', 'onnx'] as const;
/** One of them. */
export type ExportFormat = (typeof exportFormats)[number];

/** The options of `exportNetwork`. */
export interface ExportOptions {
  readonly to: ExportFormat;
  /** The name of the file or folder, for the model card. */
  readonly file: string;
  /** Whether batch norms are folded into the layers before them; default false. */
  readonly foldBatchNorm?: boolean;
  /** The library whose names and layout the tensors get, for safetensors. Default: ours. */
  readonly names?: string;
}

/** An exported network. */
export interface ExportFiles {
  /** The bytes of a file, or the files of a folder by their paths in it. */
  readonly model: Uint8Array | Readonly<Record<string, Uint8Array>>;
  /** The model card, in Markdown. */
  readonly card: string;
}

/** Whether a format is a folder of files. */
export const isFolder = (format: ExportFormat): boolean =>
  format === 'saved-model' || format === 'graph-model';

/**
 * The files of a network in a format, and its model card. For all formats but safetensors the
 * network runs on the current engine, see `recordNetwork`.
 * @throws InputError if the format is unknown, an option does not apply to it, the backbone has no
 * names of the library, or a kernel has no translation.
 */
export async function exportNetwork(
  exported: ExportedNetwork,
  { to, file, foldBatchNorm = false, names }: ExportOptions,
): Promise<ExportFiles> {
  if (!exportFormats.includes(to)) throw unknownFormat(to, exportFormats);
  if (names !== undefined && to !== 'safetensors') throw namesOfFormat(to);
  if (foldBatchNorm && to === 'safetensors') throw foldedWeights();
  const layout = to === 'onnx' ? 'NCHW' : 'NHWC';
  const card = modelCard(exported, { file, layout });
  const about = carried(exported, { layout });
  if (to === 'safetensors') return { model: weightsOf(exported, about, names), card };
  const recorded = await recordNetwork(exported.network);
  const graph = foldBatchNorm ? await foldBatchNorms(recorded) : recorded;
  return { model: writers[to](graph, about), card };
}

const writers: Readonly<
  Record<
    Exclude<ExportFormat, 'safetensors'>,
    (graph: Graph, about: Readonly<Record<string, unknown>>) => ExportFiles['model']
  >
> = { onnx: onnxModel, 'graph-model': graphModel, 'saved-model': savedModel };

/** The tensors of a network as a safetensors file. */
function weightsOf(
  { network, facts }: ExportedNetwork,
  about: Readonly<Record<string, unknown>>,
  library: string | undefined,
): Uint8Array {
  const { backbone, params, stats, outputs } = network;
  const texts: Named<string> = Object.fromEntries(
    Object.entries(about).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  if (library !== undefined) {
    const rules = backbone.names?.[library];
    if (!rules) throw noNamesOf(library, nameOf(facts.backbone), Object.keys(backbone.names ?? {}));
    // PyTorch's libraries look for this key.
    return encodeSafetensors(exportTensors({ params, stats }, rules, library), {
      ...texts,
      layout: 'NCHW',
      format: 'pt',
    });
  }
  return encodeSafetensors(
    { ...params, ...stats },
    {
      ...texts,
      format: 'codistill/weights',
      classes: String(outputs),
    },
  );
}
