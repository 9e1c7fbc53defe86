// All errors of this package: what was found, what was expected, what to do.
import { InputError } from '@codistill/core';

interface Wheel {
  readonly project: string;
  readonly version: string;
}

const install = 'npx codistill-libtensorflow install';
const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

// ---- installing
export const wrongPlatform = (found: string) =>
  new InputError(
    `libtensorflow can be installed on Linux x64 with glibc 2.27 or newer, but this is ${found}. Use the wasm engine there, or the stock @tensorflow/tfjs-node.`,
  );
export const noPython = (tried: readonly string[]) =>
  new InputError(
    `Python 3 was not found (${tried.join(', ')}): its pip fetches libtensorflow. Install Python 3 with pip, or name it: PYTHON=/path/to/python3.`,
  );
export const noPip = (python: string) =>
  new InputError(
    `${python} has no pip, which fetches libtensorflow. Install it (Debian: apt-get install python3-pip), or name another Python: PYTHON=/path/to/python3.`,
  );
export const noCompiler = (tried: readonly string[]) =>
  new InputError(
    `No C++ compiler was found (${tried.join(', ')}): the addon is compiled here. Install one (Debian: apt-get install g++), or name it: CXX=/path/to/c++.`,
  );
export const noSpace = (folder: string, free: number, needed: number) =>
  new InputError(
    `${folder} has ${gigabytes(free)} free, and the installation needs ${gigabytes(needed)}. Free some space, or choose another disk: CODISTILL_CACHE=/path.`,
  );
/** Whether the output of a program says that the disk is full. */
export const isFull = (said: string) => /No space left on device|ENOSPC|Errno 28/.test(said);
export const noSpaceLeft = (folder: string) =>
  new InputError(
    `The disk of ${folder} is full. Free some space, or choose another disk: CODISTILL_CACHE=/path.`,
  );
export const notWritable = (folder: string, why: string) =>
  new InputError(
    `${folder} cannot be written (${why}). Choose another folder: CODISTILL_CACHE=/path.`,
  );
export const noNetwork = ({ project, version }: Wheel) =>
  new InputError(
    `The package index was not reached to fetch ${project} ${version}. Check the network or the proxy; offline, put the wheel into a folder and set PIP_NO_INDEX=1 PIP_FIND_LINKS=/that/folder.`,
  );
export const wrongChecksum = ({ project, version }: Wheel) =>
  new InputError(
    `The file that the package index gave for ${project} ${version} does not have the pinned checksum, so it was not used. Check the index or the proxy.`,
  );
export const downloadFailed = ({ project, version }: Wheel, why: string) =>
  new InputError(
    `pip could not fetch ${project} ${version}: ${why}. Is the index reachable, and does it hold this version?`,
  );
export const noTfjsNode = (name: string) =>
  new InputError(
    `${name} is not installed in this project. Install it first, without its own download: npm install --ignore-scripts ${name}@4.22.0.`,
  );
export const compileFailed = (compiler: string, output: string) =>
  new InputError(
    `${compiler} could not compile the addon: ${output.trim().split('\n').slice(0, 6).join('\n')}`,
  );
export const checkFailed = (why: string) =>
  new InputError(
    `The addon was built, but a gradient computed with it is wrong or it does not load, so it was not installed: ${why}`,
  );

// ---- loading
export const noEngine = (reasons: readonly string[], gpu: boolean) =>
  new InputError(
    `The TensorFlow engine cannot be loaded: ${reasons.join('; ')}. Run: ${install}${gpu ? ' --gpu' : ''}`,
  );
export const gpuNotUsed = (reason: string) =>
  new InputError(
    `A GPU was requested, but TensorFlow does not use one: ${reason}. Use device: 'cpu' (--device cpu) to train on the processor.`,
  );
export const loadFailed = (failures: readonly string[]) =>
  new InputError(
    `The TensorFlow engine was found, but does not load: ${failures.join('; ')}. Run: ${install}`,
  );
export const secondCore = () =>
  new InputError(
    'There are two copies of @tensorflow/tfjs-core in this project, so the engine is not visible. Make their versions equal: npm ls @tensorflow/tfjs-core.',
  );
export const startedOtherwise = (what: string, found: string, wanted: string) =>
  new InputError(
    `TensorFlow is already started in this process with ${what} ${found}, but ${wanted} was requested. They are read once when it starts: use another process.`,
  );
export const wrongThreads = (name: string, found: unknown) =>
  new InputError(
    `threads.${name} is ${String(found)}, but a whole number of 1 or more is expected.`,
  );

// ---- tracing
/**
 * The code at fault: the first stack line outside TensorFlow.js and our packages. In parentheses;
 * '' if there is none.
 */
export function culprit(stack: string): string {
  const own = stack
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .find(
      (line) =>
        line.startsWith('at ') &&
        !line.includes('<anonymous>') &&
        !/@tensorflow|node:|[\\/](core|nn|runtime-tensorflow)[\\/](src|dist)[\\/](?!.*\.test\.)|@codistill[\\/](core|nn|runtime-tensorflow)/.test(
          line,
        ),
    );
  return own ? ` (${own})` : '';
}
export const capturedTensor = (shape: readonly number[], stack: string) =>
  new InputError(
    `The training step uses a tensor of the shape [${shape}] that was made outside of it${culprit(stack)}. A step is traced once, so such a tensor would never change: make it inside the step, or pass it as memory, in the plan or as a parameter.`,
  );
export const readInStep = (what: string, stack: string) =>
  new InputError(
    `${what} reads a tensor back inside the training step${culprit(stack)}. A step is traced once and never reads. Decide with tensors (tf.less, tf.where), or in the strategy's plan.`,
  );
export const frozenNumber = (found: string, stack: string) =>
  new InputError(
    `The training step contains a number that JavaScript computed (${found})${culprit(stack)}: a second trace gave another. It would be frozen into the graph. Use scope.random, the plan, or memory.`,
  );
export const changingGraph = (found: string, stack: string) =>
  new InputError(
    `Two traces of the same training step differ: ${found}${culprit(stack)}. The operations of a step may depend only on strings and booleans of the plan.`,
  );
export const shapeOfNumbers = (op: string, stack: string) =>
  new InputError(
    `${op} gives a tensor whose shape depends on values${culprit(stack)}. A step is traced once, so its shapes must follow from the shapes of its inputs: mask with tf.where, or use weights of zero.`,
  );
export const unsupportedType = (type: string) =>
  new Error(
    `The graph engine holds float32, int32 and bool tensors, but the step makes one of type ${type}.`,
  );
export const noState = () => new Error('The program has no state yet. Call load(state) first.');
export const otherState = (names: readonly string[]) =>
  new Error(
    `The state has other tensors than the program was traced with: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', ...' : ''}. Make a new program.`,
  );
export const disposed = () => new Error('The program was disposed. Make a new one.');
export const noKernels = (eager: boolean) =>
  new InputError(
    eager
      ? 'Our own kernels work only in graphs, but this engine was started with eager: true. Leave one of the two out.'
      : "Our own kernels need the addon of its installer, a processor with AVX2, and no GPU in use. Run npx codistill-libtensorflow install, or ask for kernels: 'tensorflow'.",
  );
export const eagerLacks = (option: string, found: string, has: string) =>
  new InputError(
    `${option} is "${found}", which needs graphs of whole steps, but this engine was started with eager: true. Leave eager out, or ask for "${has}".`,
  );
export const unknownOption = (name: string, known: readonly string[]) =>
  new InputError(
    `The TensorFlow engine has no option "${name}": it takes ${known.join(', ')}, so leave it out or correct its name.`,
  );
export const wrongOption = (name: string, found: unknown, expected: readonly unknown[]) =>
  new InputError(
    `${name} is ${JSON.stringify(found)}, but the TensorFlow engine expects ${expected.map((each) => JSON.stringify(each)).join(' or ')}.`,
  );
export const nothingInBfloat16 = () =>
  new InputError(
    'precision is "mixed-bfloat16", but on this processor the step would compute nothing in bfloat16: it has no large matrix product, and all its convolutions are Winograd convolutions in float32. Use "float32".',
  );
