// Shape inference without computation. Operations are added to a graph one at a time, and
// TensorFlow infers the types and shapes of their outputs.
#include <node_api.h>
#include <tensorflow/c/c_api.h>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

struct Growing {
  TF_Graph* graph = TF_NewGraph();
  std::vector<TF_Output> outputs;
  int operations = 0;
  // For each operation, which of its arguments are lists.
  std::unordered_map<std::string, std::vector<bool>> arguments;
  void close() {
    if (graph) TF_DeleteGraph(graph);
    graph = nullptr;
    outputs.clear();
  }
  ~Growing() { close(); }
};

/** Reads the fields of a Protocol Buffers message in order. */
struct Fields {
  const uint8_t* at;
  const uint8_t* end;
  uint32_t field = 0;
  const uint8_t* content = nullptr;
  uint64_t length = 0;
  uint64_t varint() {
    uint64_t value = 0;
    for (int shift = 0; at < end && shift < 64; shift += 7) {
      uint8_t byte = *at++;
      value |= uint64_t(byte & 127) << shift;
      if (byte < 128) break;
    }
    return value;
  }
  bool next() {
    if (at >= end) return false;
    uint64_t tag = varint();
    field = uint32_t(tag >> 3);
    content = nullptr;
    length = 0;
    switch (tag & 7) {
      case 0: varint(); break;
      case 1: at += 8; break;
      case 5: at += 4; break;
      default:
        length = varint();
        content = at;
        at += length;
    }
    return at <= end;
  }
};

/** OpDef.input_arg is field 2. An ArgDef with number_attr (5) or type_list_attr (6) is a list. */
std::vector<bool> readArguments(const TF_Buffer* definition) {
  const uint8_t* data = static_cast<const uint8_t*>(definition->data);
  std::vector<bool> lists;
  for (Fields op{data, data + definition->length}; op.next();) {
    if (op.field != 2) continue;
    bool list = false;
    for (Fields argument{op.content, op.content + op.length}; argument.next();)
      list |= (argument.field == 5 || argument.field == 6) && argument.length > 0;
    lists.push_back(list);
  }
  return lists;
}

std::string text(napi_env env, napi_value value) {
  size_t length = 0;
  napi_get_value_string_utf8(env, value, nullptr, 0, &length);
  std::string out(length, '\0');
  napi_get_value_string_utf8(env, value, &out[0], length + 1, &length);
  return out;
}

napi_value element(napi_env env, napi_value array, uint32_t i) {
  napi_value value;
  napi_get_element(env, array, i, &value);
  return value;
}

/** The output that `value` names; null if there is none. */
const TF_Output* find(napi_env env, const Growing& growing, napi_value value) {
  int64_t handle = -1;
  bool known = napi_get_value_int64(env, value, &handle) == napi_ok && handle >= 0 && size_t(handle) < growing.outputs.size();
  return known ? &growing.outputs[size_t(handle)] : nullptr;
}

uint32_t lengthOf(napi_env env, napi_value array) {
  uint32_t length = 0;
  napi_get_array_length(env, array, &length);
  return length;
}

napi_value number(napi_env env, double value) {
  napi_value out;
  napi_create_double(env, value, &out);
  return out;
}

napi_value open(napi_env env, napi_callback_info) {
  napi_value out;
  napi_create_external(env, new Growing, [](napi_env, void* data, void*) { delete static_cast<Growing*>(data); }, nullptr, &out);
  return out;
}

napi_value close(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value given;
  napi_get_cb_info(env, info, &count, &given, nullptr, nullptr);
  void* data = nullptr;
  if (napi_get_value_external(env, given, &data) == napi_ok) static_cast<Growing*>(data)->close();
  return nullptr;
}

/**
 * Adds the inputs of an operation. A list argument takes all inputs that the other arguments leave.
 */
void addInputs(TF_OperationDescription* description, const std::vector<bool>& lists, const std::vector<TF_Output>& inputs) {
  size_t at = 0;
  for (size_t i = 0; i < lists.size(); i++) {
    if (!lists[i]) {
      if (at < inputs.size()) TF_AddInput(description, inputs[at++]);
      continue;
    }
    size_t after = lists.size() - 1 - i;
    size_t size = inputs.size() - at > after ? inputs.size() - at - after : 0;
    TF_AddInputList(description, inputs.data() + at, int(size));
    at += size;
  }
}

// add(graph, operation, inputs: numbers of outputs, attributes: [name, AttrValue in bytes][])
// returns [number, type, ...sizes][] of the outputs. A size of -1 is unknown.
napi_value add(napi_env env, napi_callback_info info) {
  size_t count = 4;
  napi_value given[4];
  napi_get_cb_info(env, info, &count, given, nullptr, nullptr);
  void* data = nullptr;
  if (count < 4 || napi_get_value_external(env, given[0], &data) != napi_ok || !static_cast<Growing*>(data)->graph) {
    napi_throw_error(env, nullptr, "add(graph, operation, inputs, attributes) needs a graph that is open");
    return nullptr;
  }
  Growing& growing = *static_cast<Growing*>(data);
  std::string operation = text(env, given[1]);
  std::vector<TF_Output> inputs;
  for (uint32_t i = 0, all = lengthOf(env, given[2]); i < all; i++) {
    const TF_Output* input = find(env, growing, element(env, given[2], i));
    if (!input) {
      napi_throw_error(env, nullptr, ("input " + std::to_string(i) + " of " + operation + " is none of this graph").c_str());
      return nullptr;
    }
    inputs.push_back(*input);
  }
  TF_Status* status = TF_NewStatus();
  TF_Operation* made = nullptr;

  auto known = growing.arguments.find(operation);
  if (known == growing.arguments.end()) {
    TF_Buffer* definition = TF_NewBuffer();
    TF_GraphGetOpDef(growing.graph, operation.c_str(), definition, status);
    if (TF_GetCode(status) == TF_OK) known = growing.arguments.emplace(operation, readArguments(definition)).first;
    TF_DeleteBuffer(definition);
  }
  if (TF_GetCode(status) == TF_OK) {
    std::string name = std::to_string(growing.operations++) + "/" + operation;
    TF_OperationDescription* description = TF_NewOperation(growing.graph, operation.c_str(), name.c_str());
    addInputs(description, known->second, inputs);
    uint32_t attributes = lengthOf(env, given[3]);
    for (uint32_t i = 0; i < attributes && TF_GetCode(status) == TF_OK; i++) {
      napi_value pair = element(env, given[3], i);
      void* bytes = nullptr;
      size_t size = 0;
      napi_get_typedarray_info(env, element(env, pair, 1), nullptr, &size, &bytes, nullptr, nullptr);
      TF_SetAttrValueProto(description, text(env, element(env, pair, 0)).c_str(), bytes, size, status);
    }
    // Called in any case, because it also frees the description.
    TF_Status* finished = TF_NewStatus();
    made = TF_FinishOperation(description, finished);
    if (TF_GetCode(status) == TF_OK) TF_SetStatus(status, TF_GetCode(finished), TF_Message(finished));
    TF_DeleteStatus(finished);
  }

  napi_value out = nullptr;
  if (TF_GetCode(status) == TF_OK) {
    napi_create_array(env, &out);
    for (int i = 0; i < TF_OperationNumOutputs(made); i++) {
      TF_Output output{made, i};
      napi_value each;
      napi_create_array(env, &each);
      napi_set_element(env, each, 0, number(env, double(growing.outputs.size())));
      napi_set_element(env, each, 1, number(env, TF_OperationOutputType(output)));
      int rank = TF_GraphGetTensorNumDims(growing.graph, output, status);
      if (rank < 0) napi_set_element(env, each, 2, number(env, -1));
      std::vector<int64_t> sizes(rank < 0 ? 0 : size_t(rank));
      if (rank > 0) TF_GraphGetTensorShape(growing.graph, output, sizes.data(), rank, status);
      for (int d = 0; d < rank; d++) napi_set_element(env, each, uint32_t(2 + d), number(env, double(sizes[size_t(d)])));
      napi_set_element(env, out, uint32_t(i), each);
      growing.outputs.push_back(output);
    }
  } else {
    napi_throw_error(env, nullptr, TF_Message(status));
  }
  TF_DeleteStatus(status);
  return out;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_property_descriptor functions[] = {
    {"open", nullptr, open, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
    {"add", nullptr, add, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
    {"close", nullptr, close, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
  };
  napi_define_properties(env, exports, 3, functions);
  return exports;
}
