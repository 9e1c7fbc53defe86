import { expect, it } from 'vitest';
import { types } from '../graph/node.ts';
import { encodeAttribute } from '../graph/protobuf.ts';
import { describeWithEngine } from '../testing/engine.ts';
import type { Shapes } from './shapes.ts';
import { start } from './start.ts';

const float = encodeAttribute({ type: types.float32 });
const input = (shapes: Shapes, graph: object, shape: readonly number[]) =>
  shapes.add(
    graph,
    'Placeholder',
    [],
    [
      ['dtype', float],
      ['shape', encodeAttribute({ shape })],
    ],
  )[0]![0]!;
const count = (n: number) => ['N', encodeAttribute({ integer: n })] as const;

describeWithEngine('shapes without numbers', () => {
  it('are inferred, with lists among the inputs and several outputs', async () => {
    const shapes = (await start('cpu', undefined)).shapes!;
    const graph = shapes.open();
    const [a, b] = [input(shapes, graph, [2, 3]), input(shapes, graph, [2, 5])];
    const axis = shapes.add(
      graph,
      'Const',
      [],
      [
        ['dtype', encodeAttribute({ type: types.int32 })],
        [
          'value',
          encodeAttribute({
            tensor: {
              shape: [],
              type: types.int32,
              bytes: Uint8Array.of(1, 0, 0, 0),
              uniform: false,
            },
          }),
        ],
      ],
    )[0]![0]!;
    const index = ['Tidx', encodeAttribute({ type: types.int32 })] as const;
    const [[joined, type, ...sizes] = []] = shapes.add(
      graph,
      'ConcatV2',
      [a, b, axis],
      [count(2), ['T', float], index],
    );
    expect([type, ...sizes]).toEqual([types.float32, 2, 8]);
    const halves = shapes.add(
      graph,
      'Split',
      [axis, joined!],
      [['num_split', encodeAttribute({ integer: 4 })]],
    );
    expect(halves.map((half) => half.slice(1))).toEqual(Array(4).fill([types.float32, 2, 2]));
    // The number of results depends on which numbers are equal.
    const vector = input(shapes, graph, [6]);
    const unique = shapes.add(
      graph,
      'Unique',
      [vector],
      [['out_idx', encodeAttribute({ type: types.int32 })]],
    );
    expect(unique.map((each) => each.slice(1))).toEqual([
      [types.float32, -1],
      [types.int32, 6],
    ]);
    shapes.close(graph);
  });

  it('cannot be of what is no operation, of other inputs, or in a graph that is closed', async () => {
    const shapes = (await start('cpu', undefined)).shapes!;
    const graph = shapes.open();
    const [a, b] = [input(shapes, graph, [2, 3]), input(shapes, graph, [2, 5])];
    expect(() => shapes.add(graph, 'NoSuchOperation', [], [])).toThrow('NoSuchOperation');
    expect(() => shapes.add(graph, 'AddV2', [a, b], [['T', float]])).toThrow(
      'Dimensions must be equal',
    );
    expect(() => shapes.add(graph, 'AddV2', [a], [['T', float]])).toThrow('AddV2');
    expect(() => shapes.add(graph, 'AddV2', [a, 99], [['T', float]])).toThrow(
      'input 1 of AddV2 is none of this graph',
    );
    expect(() => shapes.add(graph, 'Neg', [a], [['T', Uint8Array.of(255)]])).toThrow('AttrValue');
    shapes.close(graph);
    expect(() => shapes.add(graph, 'Neg', [a], [['T', float]])).toThrow('open');
  });
});
