"""Files of PyTorch that @codistill/weights reads or refuses, in files/. Run: python files.py  (needs torch
and safetensors; torch 2.15 made the files here). Linear layers with weights 0, 1, 2, ... and biases 100, 101, ..."""
import os
import pathlib
import zipfile

import torch
import torch.nn as nn
from safetensors.torch import save_file

out = pathlib.Path(__file__).parent / "files"
out.mkdir(exist_ok=True)


def linear(dtype=torch.float32):
    layer = nn.Linear(2, 3)
    with torch.no_grad():
        layer.weight.copy_(torch.arange(6).reshape(3, 2))
        layer.bias.copy_(torch.arange(100, 103))
    return nn.Sequential(layer).to(dtype)


state = linear().state_dict()
torch.save(state, out / "state.pth")
torch.save({"epoch": 3, "state_dict": {f"module.{k}": v for k, v in state.items()}}, out / "checkpoint.pth")
torch.save({"a": state, "b": state}, out / "two.pth")
torch.save({"0.weight": torch.tensor([[0.0, 2, 4], [1, 3, 5]]).T, "0.bias": torch.arange(200.0)[100:103]}, out / "strided.pth")
torch.save(linear(torch.bfloat16).state_dict(), out / "bfloat16.pth")
torch.save(linear(), out / "model.pth")
torch.save(state, out / "old.pth", _use_new_zipfile_serialization=False)
torch.save({"0.weight": torch.quantize_per_tensor(state["0.weight"], 0.1, 0, torch.qint8)}, out / "quantized.pth")
torch.jit.script(linear()).save(out / "script.pth")
save_file({k: v.double() for k, v in state.items()}, out / "float64.safetensors")
save_file({k: v.to(torch.int8) for k, v in state.items()}, out / "int8.safetensors")


class Malicious:
    def __reduce__(self):
        return os.system, ("touch /tmp/codistill-was-run",)


torch.save({"0.weight": Malicious()}, out / "malicious.pth")
# Files of one time differ only in the date of their entries.
