"""Batches in the layout of CIFAR as Python pickles them, and what is in them: see ../pickled.test.ts.

Run it in this folder with Python (3.11) and NumPy (2). It writes *.pickle and golden.json. Python 2,
with which the official files were made, has texts where Python 3 has bytes; they are written as it
writes them, as BINSTRING.
"""
import hashlib
import io
import json
import os
import pickle

import numpy as np

data = np.random.default_rng(1).integers(0, 256, (4, 3072), dtype=np.uint8)
batch = {"batch_label": "training batch 1 of 5", "labels": [3, 0, 9, 7], "data": data, "fine_labels": [99, 0, 3, 42], "coarse_labels": [19, 1, 0, 7], "filenames": ["a.png", "b.png", "c.png", "d.png"]}


class Python2(pickle._Pickler):
    """Writes bytes and texts as BINSTRING, as Python 2 writes its texts."""

    dispatch = dict(pickle._Pickler.dispatch)

    def save_text(self, text):
        raw = text.encode("latin1") if isinstance(text, str) else text
        self.write(b"U" + bytes([len(raw)]) + raw if len(raw) < 256 else b"T" + len(raw).to_bytes(4, "little") + raw)
        self.memoize(text)

    dispatch[bytes] = save_text
    dispatch[str] = save_text

    def reducer_override(self, value):
        return NotImplemented


def python2(value):
    out = io.BytesIO()
    Python2(out, 2).dump(value)
    return out.getvalue().replace(b"numpy._core.", b"numpy.core.")


def bytes_keys(value):
    return {key.encode(): [x.encode() for x in one] if key == "filenames" else one for key, one in value.items()}


class Malicious:
    def __reduce__(self):
        return os.system, ("touch pwned",)


files = {
    "python2": python2(batch),
    "protocol2": pickle.dumps(batch, 2),
    "protocol4": pickle.dumps(batch, 4),
    "protocol5": pickle.dumps(batch, 5),
    "bytes-keys": pickle.dumps(bytes_keys(batch), 3),
}
bad = {
    "malicious": pickle.dumps({**batch, "more": Malicious()}, 2),
    "malicious4": pickle.dumps({**batch, "more": Malicious()}, 4),
    "floats": pickle.dumps({**batch, "data": data[:, :10].astype(np.float32)}, 4),
    "columns": pickle.dumps({**batch, "data": np.asfortranarray(data)[:, :7]}, 4),
    "narrow": pickle.dumps({**batch, "data": data[:, :3].copy()}, 4),
    "missing": pickle.dumps({"labels": [1]}, 4),
    "fewer": pickle.dumps({**batch, "data": np.zeros((4, 3072), np.uint8), "labels": [1]}, 4),
    "fractions": pickle.dumps({"data": np.zeros((1, 3072), np.uint8), "labels": [0.5]}, 4),
    "list": pickle.dumps([1, 2], 4),
    "code": b"cbuiltins\neval\n(S'1'\ntR.",
}
for name, content in {**files, **bad}.items():
    with open(f"{name}.pickle", "wb") as out:
        out.write(content)
assert pickle.loads(files["python2"].replace(b"numpy.core.", b"numpy._core."), encoding="bytes")[b"labels"] == batch["labels"]
with open("golden.json", "w") as out:
    json.dump({"good": list(files), "bad": list(bad), "data": hashlib.sha256(data.tobytes()).hexdigest(), **{name: batch[name] for name in ("labels", "fine_labels", "coarse_labels")}}, out)
    out.write("\n")
