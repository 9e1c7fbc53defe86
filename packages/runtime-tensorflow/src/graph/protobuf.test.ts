import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { findPackage } from '../engine/packages.ts';
import type { GraphNode } from './node.ts';
import { encodeSavedModel } from './protobuf.ts';

// tfjs-node ships a reader of these messages, made by Google's compiler.
const found = findPackage('cpu');

it('writes a SavedModel that the Protocol Buffers reader understands', ({ skip }) => {
  skip(!found, '@tensorflow/tfjs-node is not installed');
  const { SavedModel } = createRequire(found!.from)(`${found!.name}/dist/proto/api_pb.js`) as {
    SavedModel: { deserializeBinary(bytes: Uint8Array): { toObject(): unknown } };
  };
  const bytes = new Uint8Array(Float32Array.of(1.5, -2).buffer);
  const nodes: GraphNode[] = [
    {
      name: 'a/b',
      op: 'Const',
      inputs: ['x:0', '^y'],
      attributes: {
        text: { text: 'NHWC' },
        integer: { integer: -3 },
        real: { real: 0.5 },
        flag: { flag: true },
        type: { type: 14 },
        shape: { shape: [300, 0] },
        integers: { integers: [1, 200] },
        whole: { tensor: { shape: [2], type: 1, bytes, uniform: false } },
        one: {
          tensor: {
            shape: [1000],
            type: 3,
            bytes: new Uint8Array(Int32Array.of(-7).buffer),
            uniform: true,
          },
        },
        yes: { tensor: { shape: [4], type: 10, bytes: Uint8Array.of(1), uniform: true } },
      },
    },
  ];
  const model = JSON.parse(
    JSON.stringify(SavedModel.deserializeBinary(encodeSavedModel(nodes)).toObject()),
  );
  expect(model.savedModelSchemaVersion).toBe(1);
  const [meta] = model.metaGraphsList;
  expect(meta.metaInfoDef.tagsList).toEqual(['serve']);
  expect(meta.graphDef.versions.producer).toBe(1500);
  const [node] = meta.graphDef.nodeList;
  expect([node.name, node.op, node.inputList]).toEqual(['a/b', 'Const', ['x:0', '^y']]);
  const attributes = Object.fromEntries(node.attrMap);
  expect(Buffer.from(attributes.text.s, 'base64').toString()).toBe('NHWC');
  expect([
    attributes.integer.i,
    attributes.real.f,
    attributes.flag.b,
    attributes.type.type,
  ]).toEqual([-3, 0.5, true, 14]);
  expect(attributes.shape.shape.dimList.map((dim: { size: number }) => dim.size)).toEqual([300, 0]);
  expect(attributes.integers.list.iList).toEqual([1, 200]);
  expect(Buffer.from(attributes.whole.tensor.tensorContent, 'base64')).toEqual(Buffer.from(bytes));
  expect(attributes.one.tensor.intValList).toEqual([-7]);
  expect(attributes.one.tensor.tensorShape.dimList[0].size).toBe(1000);
  expect(attributes.yes.tensor.boolValList).toEqual([true]);
});
