import { existsSync, readFileSync } from 'node:fs';
import { InputError } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { readWeightFile } from '../file/readWeightFile.ts';
import { floatsOf } from '../file/weightFile.ts';

// The files are made by golden/files.py.
const golden = (name: string): Uint8Array =>
  readFileSync(new URL(`../golden/files/${name}`, import.meta.url));

describe('a state dict of PyTorch', () => {
  it.each(['state.pth', 'strided.pth', 'bfloat16.pth', 'checkpoint.pth'])(
    '%s has the values that were saved',
    (name) => {
      const { tensors } = readWeightFile(golden(name), name);
      expect(Object.keys(tensors)).toEqual(['0.weight', '0.bias']);
      const { '0.weight': weight, '0.bias': bias } = tensors;
      expect(weight!.shape).toEqual([3, 2]);
      expect([...floatsOf(weight!, 'weight', name)]).toEqual([0, 1, 2, 3, 4, 5]);
      expect([...floatsOf(bias!, 'bias', name)]).toEqual([100, 101, 102]);
    },
  );

  const refused = (bytes: Uint8Array): string => {
    try {
      readWeightFile(bytes, 'file.pth');
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return (error as Error).message;
    }
    throw new Error('It was not refused.');
  };

  it.each([
    [
      'model.pth',
      "names torch.nn.modules.container.Sequential, which is no part of a state dict; it is refused, and nothing of it was run. If it is a whole model and you trust where it comes from, save its weights alone, by `python -c \"import torch; torch.save(torch.load('file.pth', weights_only=False).state_dict(), 'weights.pth')\"`.",
    ],
    [
      'old.pth',
      "is a pickle by itself, the format of PyTorch before 1.6, and a zip archive or safetensors was expected. Convert it by `python -c \"import torch; torch.save(torch.load('file.pth', weights_only=True), 'weights.pth')\"`.",
    ],
    [
      'quantized.pth',
      'has a value of torch._utils._rebuild_qtensor, and plain tensors were expected.',
    ],
    ['script.pth', 'is a TorchScript program, and a state dict was expected.'],
    ['two.pth', 'it holds several dictionaries of tensors, "a" and "b".'],
  ])('%s is refused, with the line that converts it', (name, message) => {
    expect(refused(golden(name))).toContain(message);
  });

  it('that runs a command is refused, and nothing is run', () => {
    expect(refused(golden('malicious.pth'))).toContain(
      'names posix.system, which is no part of a state dict; it is refused, and nothing of it was run.',
    );
    expect(existsSync('/tmp/codistill-was-run')).toBe(false);
  });

  it('is never read with other values where its bytes are cut or changed', () => {
    const whole = golden('state.pth');
    for (let length = 4; length < whole.length; length += 7)
      expect(refused(whole.subarray(0, length))).toMatch(
        /cut short or damaged|is not a state dict/,
      );
  });

  it('ends in an error of the user at any changed byte of its pickle, or reads', () => {
    const whole = new Uint8Array(golden('state.pth'));
    const from = Buffer.from(whole).indexOf('OrderedDict');
    for (let at = from; at < from + 300; at++) {
      const changed = whole.slice();
      changed[at] = changed[at]! ^ 0x55;
      try {
        readWeightFile(changed, 'file.pth');
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(InputError);
      }
    }
  });
});
