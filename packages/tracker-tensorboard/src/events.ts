import protobuf from 'protobufjs/minimal.js';

const { Writer } = protobuf;
type Fields = (writer: protobuf.Writer) => void;

// Field numbers of tensorflow/core/util/event.proto, summary.proto and histogram.proto, and of
// tensorboard/plugins/hparams/plugin_data.proto. A tag is the number and the type of a field.
const [varint, fixed64, bytes, fixed32] = [0, 1, 2, 5];
const tag = (field: number, type: number) => (field << 3) | type;
const double = (writer: protobuf.Writer, field: number, value: number) =>
  writer.uint32(tag(field, fixed64)).double(value);
const text = (writer: protobuf.Writer, field: number, value: string) =>
  writer.uint32(tag(field, bytes)).string(value);
const message = (writer: protobuf.Writer, field: number, fields: Fields) => {
  writer.uint32(tag(field, bytes)).fork();
  fields(writer);
  writer.ldelim();
};
const doubles = (writer: protobuf.Writer, field: number, values: readonly number[]) =>
  message(writer, field, (inner) => {
    for (const value of values) inner.double(value);
  });

/** What an event adds at a step. */
export type Value =
  | { readonly tag: string; readonly scalar: number }
  | { readonly tag: string; readonly histogram: Histogram }
  | { readonly tag: string; readonly hyperparameters: Readonly<Record<string, string | number>> };

/** Counts of values in bins. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly num: number;
  readonly sum: number;
  readonly sumSquares: number;
  /** [bins], the upper limit of each bin, in ascending order. */
  readonly limits: readonly number[];
  /** [bins], the number of values in each bin. */
  readonly counts: readonly number[];
}

/** The first event of a file. */
export const versionEvent = (seconds: number): Uint8Array =>
  event(seconds, 0, (writer) => {
    text(writer, 3, 'brain.Event:2');
  });

/** An event with values at a step. `seconds` is the time since 1970. */
export const summaryEvent = (seconds: number, step: number, values: readonly Value[]): Uint8Array =>
  event(seconds, step, (writer) => {
    message(writer, 5, (summary) => {
      for (const value of values) message(summary, 1, (one) => valueFields(one, value));
    });
  });

function event(seconds: number, step: number, fields: Fields): Uint8Array {
  const writer = Writer.create();
  double(writer, 1, seconds);
  if (step > 0) writer.uint32(tag(2, varint)).int64(step);
  fields(writer);
  return writer.finish();
}

function valueFields(writer: protobuf.Writer, value: Value): void {
  text(writer, 1, value.tag);
  if ('scalar' in value) writer.uint32(tag(2, fixed32)).float(value.scalar);
  if ('histogram' in value) message(writer, 5, (inner) => histogramFields(inner, value.histogram));
  if ('hyperparameters' in value) {
    // An empty tensor of numbers, as TensorBoard's own writer adds.
    message(writer, 8, (tensor) => {
      tensor.uint32(tag(1, varint)).int32(1);
      message(tensor, 2, (shape) => message(shape, 2, () => {}));
    });
    message(writer, 9, (metadata) => {
      message(metadata, 1, (plugin) => {
        text(plugin, 1, 'hparams');
        message(plugin, 2, (content) => sessionFields(content, value.hyperparameters));
      });
    });
  }
}

function histogramFields(writer: protobuf.Writer, histogram: Histogram): void {
  const { min, max, num, sum, sumSquares, limits, counts } = histogram;
  for (const [i, value] of [min, max, num, sum, sumSquares].entries()) double(writer, i + 1, value);
  doubles(writer, 6, limits);
  doubles(writer, 7, counts);
}

/** The start of a session with hyper-parameters, as google.protobuf.Value by name. */
function sessionFields(
  writer: protobuf.Writer,
  hyperparameters: Readonly<Record<string, string | number>>,
): void {
  message(writer, 3, (session) => {
    for (const [name, value] of Object.entries(hyperparameters))
      message(session, 1, (entry) => {
        text(entry, 1, name);
        message(entry, 2, (inner) => {
          if (typeof value === 'number') double(inner, 2, value);
          else text(inner, 3, value);
        });
      });
  });
}
