import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Registry } from '@codistill/core';
import { closingData, decodeCheckpoint, resolveExperiment } from '@codistill/core/engine';
import {
  type ExportedNetwork,
  type ExportFiles,
  exportFormats,
  exportNetwork,
  isFolder,
  networkOf,
  networkOfWeights,
  textsOf,
} from '@codistill/export';
import { chooseRuntime, folderFiles } from '@codistill/node';
import {
  checkpointAt,
  failing,
  formatUse,
  loadRegistry,
  opening,
  parseUse,
  readResult,
} from '@codistill/study';
import { readSafetensors, type WeightFile } from '@codistill/weights';
import {
  incompleteWeights,
  missingWord,
  nothingToExport,
  ofCheckpoint,
  ofWeights,
  outputExists,
} from '../errors.ts';
import { exitCodes } from '../exit.ts';
import { command, engineArgs, oneOf, pluginArg, print, valuesOf, wholeNumber } from './command.ts';

const example = 'codistill export runs/one --network a --to onnx --out a.onnx';

/** `export` is a word of the language. */
export const exportCommand = command({
  name: 'export',
  about:
    'Write a trained network as safetensors, TensorFlow SavedModel, TensorFlow.js graph model or ONNX',
  more: 'The model takes normalized images: pixels from 0 to 1, minus the mean, divided by the deviation. Both are in its metadata, with the image size and the names of the outputs, and in a model card beside it. It gives logits, before softmax. ONNX takes [batch, channels, height, width], all others [batch, height, width, channels].',
  examples: [
    [example, 'for onnxruntime'],
    [
      'codistill export runs/one --network a --to graph-model --out web/a --fold-batch-norm',
      'for TensorFlow.js, with fewer operations',
    ],
    [
      'codistill export runs/one --network a --to safetensors --names torchvision --out a.safetensors',
      'for torchvision, by its names',
    ],
  ],
  args: {
    file: {
      type: 'positional',
      required: true,
      description: 'A checkpoint, the folder of a run, or a file of weights of codistill.',
    },
    to: {
      type: 'string',
      valueHint: exportFormats.join('|'),
      description: 'Format.',
    },
    out: {
      type: 'string',
      valueHint: 'PATH',
      description: 'File to write; a folder for saved-model and graph-model.',
    },
    network: {
      type: 'string',
      valueHint: 'ID',
      description: 'Network of the checkpoint, where it has several.',
    },
    'fold-batch-norm': {
      type: 'boolean',
      description: 'Multiply batch norms into the layers before them.',
    },
    names: {
      type: 'string',
      valueHint: 'torchvision|timm',
      description:
        'Library whose names the tensors get, for safetensors; default those of codistill.',
    },
    backbone: {
      type: 'string',
      description: 'Backbone of a file of weights that does not say it.',
    },
    classes: {
      type: 'string',
      valueHint: 'N',
      description: 'Number of classes of a file of weights that does not say it.',
    },
    image: {
      type: 'string',
      valueHint: 'S',
      description: 'Side of the images of a file of weights that does not say it.',
    },
    data: engineArgs.data,
    ...pluginArg,
  },
  async run(given, raw) {
    const cwd = process.cwd();
    const registry = await loadRegistry(valuesOf('plugin', raw), cwd);
    const to = oneOf('to', given.to, exportFormats);
    if (to === undefined) throw missingWord('export', 'a format by --to', example);
    if (given.out === undefined)
      throw missingWord('export', 'a file or folder to write by --out', example);
    const out = path.resolve(cwd, given.out);
    const card = isFolder(to) ? path.join(out, 'README.md') : out.replace(/(\.[^./\\]+)?$/, '.md');
    for (const place of [out, card]) if (existsSync(place)) throw outputExists(place);
    const file = checkpointAt(path.resolve(cwd, given.file));
    const bytes = await bytesOf(file);
    // An export needs one forward pass and no speed, and every engine records the same kernels.
    await chooseRuntime({ want: 'wasm' }).catch(() => chooseRuntime({ want: 'cpu' }));
    const weights = readSafetensors(bytes, file);
    const exported =
      weights.metadata['run'] === undefined
        ? ofWeightFile(weights, given, registry)
        : await ofRun(bytes, file, given, registry);
    const files = await exportNetwork(exported, {
      to,
      file: path.basename(out),
      foldBatchNorm: given['fold-batch-norm'] === true,
      ...(given.names !== undefined && { names: given.names }),
    }).catch((error: unknown) => {
      throw failing(`The export of ${file}`, error);
    });
    await write(out, card, files);
    const { facts } = exported;
    print(
      `Network "${facts.network}" (${formatUse(facts.backbone)}) is in ${path.relative(cwd, out)} as ${to}; ${path.relative(cwd, card)} is its model card.`,
    );
    return exitCodes.ok;
  },
});

interface Given {
  readonly network?: string | undefined;
  readonly backbone?: string | undefined;
  readonly classes?: string | undefined;
  readonly image?: string | undefined;
  readonly data?: string | undefined;
}

/** A network of a checkpoint. */
async function ofRun(
  bytes: Uint8Array,
  file: string,
  given: Given,
  registry: Registry,
): Promise<ExportedNetwork> {
  for (const flag of ['backbone', 'classes', 'image'] as const)
    if (given[flag] !== undefined) throw ofCheckpoint(flag, file);
  const checkpoint = decodeCheckpoint(bytes, file);
  const result = await readResult(path.dirname(file));
  // A result is that of the last step, with the metrics of the test split.
  const last = result?.status === 'finished' && result.steps === checkpoint.step && result.last;
  const data = path.resolve(given.data ?? process.env['CODISTILL_DATA'] ?? '.');
  return closingData(
    resolveExperiment(checkpoint.experiment, registry, folderFiles(data), opening()),
    (resolved) =>
      networkOf(checkpoint, resolved, {
        path: file,
        ...(given.network !== undefined && { network: given.network }),
        ...(last && { metrics: last }),
      }),
  ).catch((error: unknown) => {
    throw failing(`The export of ${file}`, error);
  });
}

/** The network of a file of weights, which says what it is, or the command line does. */
function ofWeightFile(weights: WeightFile, given: Given, registry: Registry): ExportedNetwork {
  for (const flag of ['network', 'data'] as const)
    if (given[flag] !== undefined) throw ofWeights(flag, weights.path);
  const said = textsOf(weights.metadata);
  const backbone = given.backbone === undefined ? said.backbone : parseUse(given.backbone);
  const outputs = wholeNumber('classes', given.classes) ?? (said['classes'] as number | undefined);
  const image = wholeNumber('image', given.image) ?? said['image'];
  const missing = Object.entries({ backbone, classes: outputs, image }).flatMap(([name, value]) =>
    value === undefined ? [name] : [],
  );
  if (backbone === undefined || outputs === undefined || image === undefined)
    throw incompleteWeights(weights.path, missing);
  const { height, width, channels } =
    typeof image === 'number'
      ? { height: image, width: image, channels: 3 }
      : (image as { readonly height: number; readonly width: number; readonly channels: number });
  const wish = { backbone, outputs, imageShape: [height, width, channels] as const };
  return networkOfWeights(weights, wish, registry);
}

async function bytesOf(file: string): Promise<Uint8Array> {
  if (!existsSync(file)) throw nothingToExport(file);
  return new Uint8Array(await readFile(file));
}

async function write(out: string, card: string, { model, card: text }: ExportFiles): Promise<void> {
  const files = model instanceof Uint8Array ? { '': model } : model;
  for (const [name, bytes] of Object.entries(files)) {
    const file = path.join(out, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
  await writeFile(card, text);
}
