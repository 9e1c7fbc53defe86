import type { Attribute, Constant, GraphNode } from './node.ts';

// Writes the wire format of Protocol Buffers, as far as a TensorFlow SavedModel needs it. Field
// numbers are those of TensorFlow's .proto files.
type Part = Uint8Array;
const utf8 = new TextEncoder();

function varint(value: number): number[] {
  // 64 bits in two's complement, which negative sizes need.
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}
const key = (field: number, wire: number) => varint(field * 8 + wire);
const integer = (field: number, value: number): Part =>
  Uint8Array.from([...key(field, 0), ...varint(value)]);
const float = (field: number, value: number): Part => {
  const out = new Uint8Array(key(field, 5).length + 4);
  out.set(key(field, 5));
  new DataView(out.buffer).setFloat32(out.length - 4, value, true);
  return out;
};
const bytes = (field: number, value: Uint8Array): Part =>
  joined([Uint8Array.from([...key(field, 2), ...varint(value.length)]), value]);
const text = (field: number, value: string): Part => bytes(field, utf8.encode(value));
const message = (field: number, parts: readonly Part[]): Part => bytes(field, joined(parts));

function joined(parts: readonly Part[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const shapeParts = (shape: readonly number[]): Part[] =>
  shape.map((size) => message(2, [integer(1, size)]));
const packed = (field: number, values: readonly number[]): Part =>
  bytes(field, Uint8Array.from(values.flatMap(varint)));

function attributeParts(attribute: Attribute): Part[] {
  if ('text' in attribute) return [text(2, attribute.text)];
  if ('integer' in attribute) return [integer(3, attribute.integer)];
  if ('real' in attribute) return [float(4, attribute.real)];
  if ('flag' in attribute) return [integer(5, attribute.flag ? 1 : 0)];
  if ('type' in attribute) return [integer(6, attribute.type)];
  if ('shape' in attribute) return [message(7, shapeParts(attribute.shape))];
  if ('integers' in attribute) return [message(1, [packed(3, attribute.integers)])];
  return [message(8, constantParts(attribute.tensor))];
}

// TensorFlow reads a single value in `tensor_content` as a truncated tensor. In the field of its
// type, a single value applies to all elements.
function constantParts({ shape, type, bytes: content, uniform }: Constant): Part[] {
  const head = [integer(1, type), message(2, shapeParts(shape))];
  if (!uniform) return [...head, bytes(4, content)];
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (type === 1) return [...head, bytes(5, content)];
  if (type === 3) return [...head, packed(7, [view.getInt32(0, true)])];
  return [...head, packed(11, [content[0]!])];
}

const nodeParts = ({ name, op, inputs, attributes }: GraphNode): Part[] => [
  text(1, name),
  text(2, op),
  ...inputs.map((input) => text(3, input)),
  ...Object.entries(attributes).map(([attribute, value]) =>
    message(5, [text(1, attribute), message(2, attributeParts(value))]),
  ),
];

/** The value of an attribute, as the bytes of an AttrValue. */
export const encodeAttribute = (attribute: Attribute): Uint8Array =>
  joined(attributeParts(attribute));

/**
 * A SavedModel of one graph with the tag 'serve', as bytes. `producer` is the graph version that it
 * declares.
 */
export function encodeSavedModel(nodes: readonly GraphNode[], producer = 1500): Uint8Array {
  const graph = [
    ...nodes.map((node) => message(1, nodeParts(node))),
    message(4, [integer(1, producer)]),
  ];
  return joined([integer(1, 1), message(2, [message(1, [text(4, 'serve')]), message(2, graph)])]);
}
