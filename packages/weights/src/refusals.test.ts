import { readFileSync } from 'node:fs';
import { createRegistry, encodeSafetensors, InputError } from '@codistill/core';
import { tensorShapes } from '@codistill/core/engine';
import { modules } from '@codistill/plugins';
import { cpu } from '@codistill/runtime-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { importWeights, readWeightFile, type WeightFile } from './index.ts';

const registry = createRegistry(modules);
const golden = (name: string) => readFileSync(new URL(`./golden/${name}`, import.meta.url));
beforeAll(async () => {
  await cpu();
});

const backbone = registry.build('backbone', { use: 'resnet18', width: 2 });
const good = () => readWeightFile(golden('small/resnet18.safetensors'), 'r.safetensors');

const read = (
  file: WeightFile,
  { classes = 5, allow = [] as string[], library = 'torchvision' } = {},
) =>
  importWeights(file, backbone, () => tensorShapes(backbone, [32, 32, 3], classes), {
    library,
    allow,
  });

const refused = (of: () => unknown): string => {
  try {
    of();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('It was not refused.');
};
const changed = (change: (tensors: Record<string, WeightFile['tensors'][string]>) => void) => {
  const file = good();
  const tensors = { ...file.tensors };
  change(tensors);
  return { ...file, tensors };
};

describe('weights that do not fit are refused in one sentence', () => {
  it('a missing tensor', () => {
    const file = changed((tensors) => delete tensors['layer1.0.conv1.weight']);
    expect(refused(() => read(file))).toBe(
      'The weights in r.safetensors do not fit the backbone: these are missing: layer1.0.conv1.weight. Choose the backbone, options, image size and number of classes of these weights.',
    );
  });

  it('one by another name', () => {
    const file = changed((tensors) => {
      tensors['layer1.0.conv9.weight'] = tensors['layer1.0.conv1.weight']!;
      delete tensors['layer1.0.conv1.weight'];
    });
    expect(refused(() => read(file))).toContain(
      'missing: layer1.0.conv1.weight; these are left over: layer1.0.conv9.weight.',
    );
  });

  it('one of another shape', () => {
    const file = changed((tensors) => {
      tensors['conv1.weight'] = { ...tensors['conv1.weight']!, shape: [7, 7, 3, 2] };
    });
    expect(refused(() => read(file))).toContain('conv1.weight is [7,7,3,2], not [2,3,7,7].');
  });

  it('another number of classes, with what allows it', () => {
    expect(refused(() => read(good(), { classes: 7 }))).toContain(
      'fc.weight is [5,16], not [7,16], fc.bias is [5], not [7]. Choose the backbone, options, image size and number of classes of these weights, or allow "classifier/*" to differ.',
    );
    const { params } = read(good(), { classes: 7, allow: ['classifier/*'] });
    expect(Object.keys(params)).not.toContain('classifier/kernel');
    expect(Object.keys(params)).toContain('stem/conv/kernel');
  });

  it('of another depth', () => {
    const deeper = registry.build('backbone', { use: 'resnet34', width: 2 });
    expect(
      refused(() =>
        importWeights(good(), deeper, () => tensorShapes(deeper, [32, 32, 3], 5), {
          library: 'torchvision',
        }),
      ),
    ).toMatch(/missing: layer1\.2\.conv1\.weight, .* and \d+ more\. Choose/);
  });

  it('an allowance that matches nothing', () => {
    expect(refused(() => read(good(), { allow: ['classifer/*'] }))).toBe(
      '"classifer/*" is allowed to differ, and no tensor of the backbone or in r.safetensors is called so. Write a name, with * for any characters.',
    );
  });

  it('of a library whose names the backbone does not know', () => {
    expect(refused(() => read(good(), { library: 'keras' }))).toBe(
      'The backbone does not know how its tensors are called in keras; it knows the names of codistill, torchvision, timm. Choose one of these, or a backbone that keras has.',
    );
  });

  it.each([
    ['float64.safetensors', 'F64'],
    ['int8.safetensors', 'I8'],
  ])('%s, whose type is not read', (name, dtype) => {
    const { tensors } = readWeightFile(golden(`files/${name}`), name);
    const file = changed((all) => {
      all['fc.bias'] = { ...tensors['0.bias']!, shape: [5] };
    });
    expect(refused(() => read(file))).toBe(
      `The tensor "fc.bias" in r.safetensors is of the type ${dtype}, and F32, F16 and BF16 can be read. Save it as float32, in PyTorch by \`tensor.float()\`.`,
    );
  });
});

describe('a safetensors file that is broken', () => {
  const whole = golden('files/float64.safetensors');

  it('is refused wherever it is cut', () => {
    for (let length = 0; length < whole.length; length++)
      expect(refused(() => readWeightFile(whole.subarray(0, length), 'f'))).toMatch(/cut short/);
  });

  it.each([
    ['no JSON', '{"a"', 'its header is no JSON'],
    ['a list', '[1]', 'its header is no record of tensors'],
    ['a tensor without a shape', '{"a":{"dtype":"F32"}}', 'does not describe the tensor "a"'],
    [
      'a negative offset',
      '{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}',
      'does not describe the tensor "a"',
    ],
    [
      'too few bytes',
      '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}',
      'the tensor "a" has 4 bytes, and its shape needs 8',
    ],
  ])('is refused with %s', (_, header, message) => {
    const bytes = new Uint8Array(8 + header.length + 8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
    bytes.set(new TextEncoder().encode(header), 8);
    expect(refused(() => readWeightFile(bytes, 'f'))).toContain(message);
  });

  it('may have metadata, which is kept', () => {
    const bytes = encodeSafetensors({}, { licence: 'open' });
    expect(readWeightFile(bytes, 'f').metadata).toEqual({ licence: 'open' });
  });
});
