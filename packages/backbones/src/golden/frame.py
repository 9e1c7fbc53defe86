"""The shared code of the golden values of backbones: logits, loss and gradients of one training step,
and logits in evaluation with the running statistics after it, in float64.

A script beside a backbone, such as resnet.golden.py beside resnet.ts, calls `case` for each network
with a PyTorch module of torchvision, timm or its own, and at its end `write(__file__)`, which writes
resnet.golden.json. Run: python resnet.golden.py  (needs torch and torchvision).

resnet.names.json beside it maps the names of a PyTorch module's tensors to ours, by rules [pattern,
name] on the path of a module or on the whole name of a parameter; the first that matches counts. The
rest follows from the kind of module: kernels [out, in, height, width] become [height, width, in, out],
depthwise ones [height, width, channels, 1], and matrices are transposed. A third value of a rule,
[height, width], is the grid of the map that a dense layer sees: its inputs are [channels, height,
width] in PyTorch and [height, width, channels] here. '1x1' and 'map' are for programs that have no
modules: `NameRule` of @codistill/core says what they mean. Parameters and images are
computed from integers, so that both sides make the same ones without a file of weights.
"""
import json
import math
import pathlib
import re
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
K, N = 5, 4


def values(shape, key):
    """((31 i^2 + 7919 i + 104729 key) mod 10007) / 5003.5 - 1 for element i, in [-1, 1)."""
    i = torch.arange(math.prod(shape), dtype=torch.int64)
    return (((31 * i * i + 7919 * i + 104729 * key) % 10007).double() / 5003.5 - 1).reshape(shape)


def initial(name, shape, key):
    """Initial values. Offsets above 0 let most values pass a ReLU unchanged. Otherwise each pair of
    norm and ReLU amplifies rounding errors."""
    if name.endswith("scale"):
        return 1 + 0.3 * values(shape, key)
    if name.endswith("offset"):
        return 1.5 + 0.5 * values(shape, key)
    return values(shape, key) * (math.sqrt(3 / math.prod(shape[:-1])) if name.endswith("kernel") else 0.3)


def to_ours(tensor, path, module):
    """A tensor of PyTorch's layout in ours. `module` has it."""
    grid = getattr(module, "grid", None)
    if grid and tensor.dim() == 2:
        return tensor.unflatten(1, (-1, *grid)).permute(2, 3, 1, 0).flatten(0, 2)
    if isinstance(module, nn.Conv2d) and tensor.dim() == 4:
        if path.endswith(("squeeze/kernel", "excite/kernel")):
            return tensor[:, :, 0, 0].T
        return tensor.permute(2, 3, 0, 1) if module.groups > 1 else tensor.permute(2, 3, 1, 0)
    if isinstance(module, nn.Linear) and tensor.dim() == 2:
        return tensor.T
    return tensor.flatten() if path.endswith("/scale") else tensor


def to_theirs(ours, tensor, path, module):
    """A tensor of our layout in PyTorch's, of the shape of `tensor`."""
    grid = getattr(module, "grid", None)
    if grid and tensor.dim() == 2:
        return ours.unflatten(0, (*grid, -1)).permute(3, 2, 0, 1).flatten(1)
    if isinstance(module, nn.Conv2d) and tensor.dim() == 4:
        if ours.dim() == 2:
            return ours.T[:, :, None, None]
        return ours.permute(2, 3, 0, 1) if module.groups > 1 else ours.permute(3, 2, 0, 1)
    if isinstance(module, nn.Linear) and tensor.dim() == 2:
        return ours.T
    return ours.reshape(tensor.shape)


def renamed(text, rules, module=None):
    for pattern, name, *grid in rules:
        match = re.fullmatch(pattern, text)
        if match:
            if grid and isinstance(grid[0], list) and module is not None:
                module.grid = grid[0]
            return match.expand(name.replace("$", "\\"))
    return None


def our_name(full, module, rules):
    """Our name of the parameter `full` of `module`."""
    direct = renamed(full, rules)
    if direct:
        return direct
    path, leaf = full.rsplit(".", 1)
    ours = renamed(path, rules, module)
    if ours is None:
        raise ValueError(f"no rule matches {full}")
    if isinstance(module, (nn.Conv2d, nn.Conv1d, nn.Linear)):
        return f"{ours}/{'kernel' if leaf == 'weight' else 'bias'}"
    return f"{ours}/{'scale' if leaf == 'weight' else 'offset'}"


cases = {}
number = lambda v: float(f"{v.item():.8g}")


def rules_of(script, source):
    file = pathlib.Path(script).with_suffix("").with_suffix(".names.json")
    return json.loads(file.read_text())[source]


def write_names(script, names):
    """Writes the rules by source beside a script, one rule a line, and returns them."""
    file = pathlib.Path(script).with_suffix("").with_suffix(".names.json")
    sources = (f"  {json.dumps(key)}: [\n" + ",\n".join(f"    {json.dumps(rule)}" for rule in rules) + "\n  ]" for key, rules in names.items())
    file.write_text("{\n" + ",\n".join(sources) + "\n}\n")
    return names


def parameters(model, rules):
    """(parameter, the module that has it) by our name, sorted."""
    modules = dict(model.named_modules())
    found = {}
    for full, parameter in model.named_parameters():
        module = modules[full.rpartition(".")[0]]
        name = our_name(full, module, rules)
        assert name not in found, f"two parameters are called {name}"
        found[name] = (parameter, module)
    return dict(sorted(found.items()))


def heads_of(output):
    return output if isinstance(output, dict) else {"logits": output}


def step(model, named, images, dtype):
    """Logits, loss and gradients in training, and the deployed logits in evaluation."""
    model.to(dtype)
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.reset_running_stats()
    model.train()
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.eval()
    heads = heads_of(model(images.to(dtype)))
    loss = sum(F.cross_entropy(logits, torch.arange(N) % K) for logits in heads.values())
    grads = torch.autograd.grad(loss, [parameter for parameter, _ in named.values()])
    with torch.no_grad():
        model.eval()
        evaluated = heads_of(model(images.to(dtype)))
    return heads, loss, grads, evaluated["logits"]


def case(key, model, rules, size, options=None, use=None):
    """Adds the case `key`: `model` for images of `size`, which is the backbone `use` with `options`."""
    named = parameters(model, rules)
    with torch.no_grad():
        for i, (name, (parameter, module)) in enumerate(named.items()):
            ours = initial(name, to_ours(parameter, name, module).shape, i + 2)
            parameter.copy_(to_theirs(ours, parameter, name, module))
    images = values([N, size, size, 3], 1).permute(0, 3, 1, 2)
    heads, loss, grads, evaluated = step(model, named, images, torch.float64)
    single, _, rough, _ = step(model, named, images, torch.float32)
    model.to(torch.float64)
    largest = max(grad.norm() for grad in grads)
    cases[key] = {
        **({"use": use} if use else {}),
        "options": options or {},
        "size": size,
        "parameters": sum(parameter.numel() for parameter, _ in named.values()),
        "logits": {head: [number(v) for v in logits.flatten()] for head, logits in heads.items()},
        "evaluated": [number(v) for v in evaluated.flatten()],
        "loss": number(loss),
        # The error of PyTorch's own float32, relative to the largest logit and to each gradient.
        "rounding": {
            "logits": float(f"{max((a - single[head]).abs().max() / a.abs().max() for head, a in heads.items()).item():.1e}"),
            "gradients": float(f"{max(((a - b).norm() / (a.norm() + 1e-2 * largest)).item() for a, b in zip(grads, rough)):.1e}"),
        },
        # For each gradient: its norm, and a weighted sum of all values.
        "gradients": {
            name: [number(ours.norm()), number((ours * values(ours.shape, 1)).sum())]
            for (name, (_, module)), grad in zip(named.items(), grads)
            for ours in [to_ours(grad, name, module)]
        },
    }
    print(key, cases[key]["rounding"], cases[key]["parameters"], "parameters", flush=True)


def write(script):
    file = pathlib.Path(script).with_suffix(".json")
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in cases.items())
    file.write_text("{\n" + lines + "\n}\n")
