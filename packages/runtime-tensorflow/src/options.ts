import type { StepDefinition } from '@codistill/core';
import { eagerLacks, unknownOption, wrongOption } from './errors.ts';

const values: Readonly<Record<string, readonly unknown[]>> = {
  device: ['auto', 'cpu', 'gpu'],
  kernels: ['own', 'tensorflow'],
  eager: [true, false],
};

/**
 * Checks the options of the engine at run time, so that no option is silently ignored.
 * @throws InputError naming the option, the given value and the expected ones.
 */
export function checkOptions(options: object): void {
  const names = [...Object.keys(values), 'threads'];
  for (const [name, value] of Object.entries(options)) {
    if (!names.includes(name)) throw unknownOption(name, names);
    if (values[name] && value !== undefined && !values[name].includes(value))
      throw wrongOption(name, value, values[name]);
  }
  const { threads = {} } = options as { readonly threads?: unknown };
  if (threads === null || typeof threads !== 'object')
    throw wrongOption('threads', threads, [{ intra: 1, inter: 2 }]);
  for (const name of Object.keys(threads))
    if (name !== 'intra' && name !== 'inter')
      throw unknownOption(`threads.${name}`, ['threads.intra', 'threads.inter']);
}

/**
 * Checks the precision and randomness of a step.
 * @throws InputError if this engine does not know the value, or if the value needs graphs and the
 * engine is eager.
 */
export function checkDefinition({ precision, randomness }: StepDefinition, eager: boolean): void {
  const precisions = ['float32', 'mixed-bfloat16'];
  const sources = ['fed', 'stateless'];
  if (!precisions.includes(precision)) throw wrongOption('precision', precision, precisions);
  if (!sources.includes(randomness)) throw wrongOption('randomness', randomness, sources);
  if (!eager) return;
  if (precision !== 'float32') throw eagerLacks('precision', precision, 'float32');
  if (randomness !== 'fed') throw eagerLacks('randomness', randomness, 'fed');
}
