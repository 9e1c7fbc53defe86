// Errors about the tensors of a scope: what was found, what was expected, what to do.
import { listed } from '../errors.ts';

export const missingTensor = (network: string, path: string, known: readonly string[]) =>
  new Error(
    `"${network}" asks for the tensor "${path}", which its state lacks. It has ${known.length}: ${listed(known.slice(0, 5))} ... A backbone must ask for the same tensors in every call.`,
  );
export const wrongShape = (
  network: string,
  path: string,
  found: readonly number[],
  expected: readonly number[],
) =>
  new Error(
    `The tensor "${path}" of "${network}" has the shape [${found}], but [${expected}] is asked for. Are these weights of another backbone?`,
  );
export const twoTensors = (network: string, path: string) =>
  new Error(
    `Two tensors of "${network}" are named "${path}". Give one of the layers another scope: scope.at('other').`,
  );
