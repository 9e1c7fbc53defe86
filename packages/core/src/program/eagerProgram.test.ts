import { expect, it } from 'vitest';
import type { StepDefinition } from '../contracts/program.ts';
import { InputError } from '../errors.ts';
import { eagerProgram } from './eagerProgram.ts';
import { checkOneThread } from './engineOptions.ts';

const definition: StepDefinition = {
  precision: 'float32',
  randomness: 'fed',
  key: () => '',
  step: (state) => ({ state, metrics: {} }),
  evaluate: () => ({}),
};

it.each([
  [{ precision: 'mixed-bfloat16' }, 'precision is "mixed-bfloat16", and the engine wasm has'],
  [{ precision: 'bfloat16' }, 'precision is "bfloat16"'],
  [{ precision: 'float16' }, 'precision is "float16"'],
  [{ randomness: 'stateless' }, 'randomness is "stateless", and the engine wasm has "fed" only'],
  [{ randomness: 'device' }, 'randomness is "device"'],
  [{ precision: 'mixed-bfloat16', randomness: 'stateless' }, 'precision is "mixed-bfloat16"'],
])('a program that runs operation by operation refuses %j', (changes, message) => {
  const make = () => eagerProgram({ ...definition, ...(changes as object) }, 'wasm');
  expect(make).toThrow(InputError);
  expect(make).toThrow(message);
});

it.each([
  [{ device: 'gpu' }, 'device is "gpu", and the engine cpu has the processor'],
  [{ device: 'tpu' }, 'device is "tpu"'],
  [{ threads: { intra: 2 } }, 'threads.intra is 2, and the engine cpu has one thread'],
  [{ threads: { intra: 1, inter: 4 } }, 'threads.inter is 4'],
  [{ threads: 2 }, 'threads is 2'],
  [{ threads: { intro: 1 } }, 'no option "threads.intro": it takes threads.intra, threads.inter'],
  [{ kernels: 'own' }, 'no option "kernels": it takes device, threads'],
  [{ precision: 'mixed-bfloat16' }, 'no option "precision"'],
])('an engine of one thread refuses %j', (options, message) => {
  const check = () => checkOneThread('cpu', options);
  expect(check).toThrow(InputError);
  expect(check).toThrow(message);
});

it('an engine of one thread takes what it does', () => {
  for (const options of [
    {},
    { device: 'auto' },
    { device: 'cpu', threads: { intra: 1, inter: 1 } },
    { threads: { inter: undefined } },
  ])
    expect(() => checkOneThread('cpu', options)).not.toThrow();
});
