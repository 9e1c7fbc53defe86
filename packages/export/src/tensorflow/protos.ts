import protobuf from 'protobufjs';

// The messages of TensorFlow's saved_model.proto and graph.proto, as far as networks need them.
const text = `
syntax = "proto3";
package tensorflow;
message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraphDef meta_graphs = 2; }
message MetaGraphDef {
  message MetaInfoDef {
    repeated string tags = 4; string tensorflow_version = 5; bool stripped_default_attrs = 7;
  }
  MetaInfoDef meta_info_def = 1; GraphDef graph_def = 2; map<string, SignatureDef> signature_def = 5;
}
message SignatureDef {
  map<string, TensorInfo> inputs = 1; map<string, TensorInfo> outputs = 2; string method_name = 3;
}
message TensorInfo { string name = 1; DataType dtype = 2; TensorShapeProto tensor_shape = 3; }
message GraphDef { repeated NodeDef node = 1; VersionDef versions = 4; }
message VersionDef { int32 producer = 1; int32 min_consumer = 2; }
message NodeDef {
  string name = 1; string op = 2; repeated string input = 3; map<string, AttrValue> attr = 5;
}
message AttrValue {
  message ListValue { repeated int64 i = 3; }
  oneof value {
    ListValue list = 1; bytes s = 2; int64 i = 3; float f = 4; bool b = 5;
    DataType type = 6; TensorShapeProto shape = 7; TensorProto tensor = 8;
  }
}
message TensorProto { DataType dtype = 1; TensorShapeProto tensor_shape = 2; bytes tensor_content = 4; }
message TensorShapeProto {
  message Dim { int64 size = 1; }
  repeated Dim dim = 2;
}
enum DataType { DT_INVALID = 0; DT_FLOAT = 1; DT_INT32 = 3; DT_BOOL = 10; }
`;

/** The name of a type in TensorFlow's messages. */
export type DataType = 'DT_FLOAT' | 'DT_INT32' | 'DT_BOOL';

/** A shape as a message; -1 is an extent that may vary. */
export interface ShapeProto {
  readonly dim: readonly { readonly size: string }[];
}

/** An attribute of a node as a message; `s` is in base64. */
export type AttrValue =
  | { readonly list: { readonly i: readonly string[] } }
  | { readonly s: string }
  | { readonly i: string }
  | { readonly f: number }
  | { readonly b: boolean }
  | { readonly type: DataType }
  | { readonly shape: ShapeProto }
  | {
      readonly tensor: {
        readonly dtype: DataType;
        readonly tensorShape: ShapeProto;
        readonly tensorContent?: Uint8Array;
      };
    };

/** A node of a TensorFlow graph as a message. */
export interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr: Readonly<Record<string, AttrValue>>;
}

/** What a value of a signature is. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: DataType;
  readonly tensorShape: ShapeProto;
}

/** The bytes of a SavedModel message. */
export function encodeSavedModel(message: object): Uint8Array {
  const type = protobuf.parse(text).root.lookupType('tensorflow.SavedModel');
  return type.encode(type.fromObject(message)).finish();
}
