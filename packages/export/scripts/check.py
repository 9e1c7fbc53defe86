"""Predictions of exported models in Python.

    python check.py FOLDER...

Each folder has model.onnx, saved_model, and case.json with the shape of the images [batch, height,
width, channels] and the name of the output; images.bin and expected.bin are float32. Prints one line
of JSON for each folder: the largest difference of each format, relative to the largest number of
the expected output. Needs onnx, onnxruntime and tensorflow:

    python3 -m venv V && V/bin/pip install onnx onnxruntime tensorflow-cpu
"""
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np  # noqa: E402
import onnx  # noqa: E402
import onnxruntime  # noqa: E402
import tensorflow as tf  # noqa: E402


def difference(found, wanted):
    found = np.asarray(found)
    if found.shape != wanted.shape:
        return f"shape {list(found.shape)} for {list(wanted.shape)}"
    return float(np.abs(found - wanted).max() / np.abs(wanted).max())


def onnx_of(folder, images, name):
    path = os.path.join(folder, "model.onnx")
    onnx.checker.check_model(path, full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    first = np.ascontiguousarray(images.transpose(0, 3, 1, 2))
    return session.run([name], {"images": first})[0]


def saved_model_of(folder, images, name):
    model = tf.saved_model.load(os.path.join(folder, "saved_model"))
    return model.signatures["serving_default"](images=tf.constant(images))[name].numpy()


for folder in sys.argv[1:]:
    with open(os.path.join(folder, "case.json")) as file:
        case = json.load(file)
    images = np.fromfile(os.path.join(folder, "images.bin"), np.float32).reshape(case["shape"])
    expected = np.fromfile(os.path.join(folder, "expected.bin"), np.float32)
    expected = expected.reshape(case["shape"][0], -1)
    print(
        json.dumps(
            {
                "name": case["name"],
                "onnx": difference(onnx_of(folder, images, case["output"]), expected),
                "saved-model": difference(saved_model_of(folder, images, case["output"]), expected),
            }
        ),
        flush=True,
    )
