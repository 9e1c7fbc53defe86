// All errors of this package: what was found, what was expected, what to do.
import { InputError, nearest } from '@codistill/core';

export const missingFile = (path: string) =>
  new InputError(`${path} does not exist. Check the folder, or make the file first.`);
export const diskFull = (path: string) =>
  new InputError(
    `${path} could not be written: no space is left on its disk. Free some and start again; what was there before is unchanged.`,
  );
export const readOnly = (path: string) =>
  new InputError(`${path} could not be written: its disk is read-only. Choose another folder.`);
export const noPermission = (path: string, verb: 'read' | 'written') =>
  new InputError(
    `${path} could not be ${verb}: permission was denied. Change its owner or mode, or choose another folder.`,
  );
export const folderExpected = (path: string) =>
  new InputError(`${path} leads through something that is not a folder. Choose another path.`);
export const fileExpected = (path: string) =>
  new InputError(`${path} is a folder or a device, and a file was expected. Name a file.`);
export const outside = (path: string, root: string) =>
  new InputError(`"${path}" leads out of the folder ${root}. Give a path inside it.`);

export const workerNotBuilt = (file: string) =>
  new Error(
    `The worker thread's code ${file} is not built. Run \`pnpm build\` first, or train without \`loader\`, which gives the same bits.`,
  );
export const workerDied = (why: string) =>
  new Error(`A worker thread that makes views ended: ${why}`);
export const loaderClosed = () => new Error('The loader is closed and makes no more views.');

export const runtimeMissing = (name: string, why: string) =>
  new InputError(`The runtime "${name}" was requested, but it cannot be used: ${why}`);
export const noGpuUsed = (why: string) =>
  new InputError(`A GPU was requested, but none can be used: ${why}`);
export const noRuntime = (whys: readonly string[]) =>
  new InputError(
    `No runtime can be used. ${whys.join(' ')} Install @codistill/runtime-wasm, which needs only npm.`,
  );
export const unknownRuntime = (name: string, known: readonly string[]) => {
  const near = nearest(name, known);
  return new InputError(
    `No runtime is called "${name}".${near === undefined ? '' : ` Did you mean "${near}"?`} Known: ${known.join(', ')}. A runtime of another package is a plugin: give its package with --plugin, or as \`plugins\` in a study file.`,
  );
};
export const unknownWish = (name: string, known: readonly string[]) =>
  new InputError(
    `chooseRuntime has no option "${name}": it takes ${known.join(', ')}, so leave it out or correct its name.`,
  );
export const wrongWish = (name: string, found: unknown, expected: string) =>
  new InputError(`${name} is ${JSON.stringify(found)}, but ${expected} is expected.`);
export const oneThread = (name: string) =>
  new InputError(
    `The runtime "${name}" has one thread, but more were requested: leave threads out, or use the runtime "tensorflow".`,
  );
export const noThreads = (why: string) =>
  new InputError(
    `Threads were requested, which only the runtime "tensorflow" has, but it cannot be used: ${why}`,
  );
export const noGpu = (name: string) =>
  new InputError(
    `The runtime "${name}" runs on the processor only. With device "gpu", use the runtime "tensorflow".`,
  );

export const noSharp = (why: string) =>
  new InputError(
    `Images cannot be decoded, because the library sharp does not load: ${why}. Install it with \`npm install sharp\`, or give a decoder of your own.`,
  );
export const undecodable = (why: string) =>
  new InputError(`The image cannot be decoded: ${why}. Is it whole, and an image?`);
