"""Small parquet files as pyarrow writes them, and what is in them: see ../golden.test.ts.

Run it in this folder with Python, pyarrow (26) and PIL. It writes the folders files/* and choice/*, and golden.json.
"""
import hashlib
import io
import json
import os
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

names = ["ant", "bee", "cat"]


def picture(i):
    pixels = bytes((i * 50 + k * 7) % 256 for k in range(4 * 3 * 3))
    out = io.BytesIO()
    Image.frombytes("RGB", (3, 4), pixels).save(out, "PNG" if i % 2 else "JPEG")
    return out.getvalue()


pictures = [picture(i) for i in range(7)]
struct = pa.array([{"bytes": b, "path": f"{i}.png"} for i, b in enumerate(pictures)], pa.struct([("bytes", pa.binary()), ("path", pa.string())]))
label = pa.array([2, 0, 1, 1, 2, 0, 0], pa.int64())
class_label = {"names": names, "_type": "ClassLabel"}


def features(label):
    return {"huggingface": json.dumps({"info": {"features": {"image": {"_type": "Image"}, "label": label}}})}


cases = {}


def write(name, columns, meta=None, rows=3, **given):
    folder = f"files/{name}"
    os.makedirs(folder)
    table = pa.table(columns)
    if meta:
        table = table.replace_schema_metadata(meta)
    half = {"train-00000-of-00002": table.slice(0, 4), "train-00001-of-00002": table.slice(4, 1), "test-00000-of-00001": table.slice(5)}
    for shard, some in half.items():
        pq.write_table(some, f"{folder}/{shard}.parquet", row_group_size=rows, **given)
    cases[name] = {"labels": [x.as_py() for x in table.columns[1]]}


shutil.rmtree("files", ignore_errors=True)
plain = {"image": struct, "label": label}
for codec in ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]:
    write(codec, plain, features(class_label), compression=codec, data_page_version="2.0" if codec in ("zstd", "gzip") else "1.0")
write("pages", plain, features(class_label), rows=100, data_page_size=1, write_page_index=True, use_dictionary=False)
write("bytes", {"img": pa.array(pictures, pa.binary()), "fine_label": label.cast(pa.int32())})
write("texts", {"image": struct, "label": pa.array([names[i] for i in label.to_pylist()])})
several = pa.array([[0], [2, 1], [], [1], [0, 1, 2], [2], [0]], pa.list_(pa.int64()))
write("several", {"image": struct, "label": several}, features({"feature": class_label, "_type": "List"}))
write("fractions", {"image": struct, "label": pa.array([0.5, 1, -2, 3, 4, 5, 6], pa.float64())})
write("large", {"image": pa.array(struct.to_pylist(), pa.struct([("bytes", pa.large_binary()), ("path", pa.large_string())])), "label": label})

# Two folders with two columns of images and of labels, from which options choose.
shutil.rmtree("choice", ignore_errors=True)
for folder, start in (("one", 0), ("two", 1)):
    os.makedirs(f"choice/{folder}")
    for split, rows in (("train", range(5)), ("validation", range(3)), ("test", range(2, 4))):
        order = [(start + i) % 7 for i in rows]
        table = pa.table({"image": [{"bytes": pictures[i]} for i in order], "other": [pictures[6 - i] for i in order], "label": [label[i].as_py() for i in order], "odd": [i % 2 for i in order]})
        pq.write_table(table, f"choice/{folder}/{split}-00000-of-00001.parquet")

digests = [hashlib.sha256(b).hexdigest() for b in pictures]
decoded = [list(Image.open(io.BytesIO(b)).convert("RGB").tobytes()) for b in pictures]
with open("golden.json", "w") as out:
    json.dump({"pyarrow": pa.__version__, "names": names, "digests": digests, "pixels": decoded, "cases": cases}, out)
    out.write("\n")
