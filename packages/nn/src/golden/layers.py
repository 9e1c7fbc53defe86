"""Golden values of the layers, from PyTorch: outputs and gradients of sum(y * wave). Run: python layers.py > layers.json. Maps are written as [batch, height, width, channels]."""
import json, math
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
wave = lambda *shape, phase=0.0: torch.tensor([math.sin(0.7 * i + phase) for i in range(math.prod(shape))]).reshape(shape)
flat = lambda t: [float(f"{v:.9g}") for v in t.detach().flatten().tolist()]
chw = lambda t: t.permute(0, 3, 1, 2)
hwc = lambda t: t.permute(0, 2, 3, 1)
out = {}


def case(name, f, **inputs):
    inputs = {key: value.clone().requires_grad_() for key, value in inputs.items()}
    y = f(**inputs)
    grads = torch.autograd.grad((y * wave(*y.shape, phase=1.0)).sum(), list(inputs.values()))
    out[name] = {"y": flat(y), "shape": list(y.shape), **{key: flat(grad) for key, grad in zip(inputs, grads)}}


for kernel, stride, padding in ((3, 1, 1), (3, 2, 1), (1, 1, 0), (1, 2, 0), (5, 1, 2), (5, 2, 2), (3, 1, 0), (2, 2, 0), (4, 2, 1)):
    case(f"conv {kernel} {stride} {padding}", lambda x, kernel_, bias: hwc(F.conv2d(chw(x), kernel_.permute(3, 2, 0, 1), bias, stride, padding)), x=wave(2, 7, 6, 3), kernel_=wave(kernel, kernel, 3, 4, phase=0.3), bias=wave(4, phase=0.6))
for stride in (1, 2):
    case(f"depthwise {stride}", lambda x, kernel_: hwc(F.conv2d(chw(x), kernel_.permute(2, 3, 0, 1), None, stride, 1, groups=3)), x=wave(2, 7, 6, 3), kernel_=wave(3, 3, 3, 1, phase=0.3))
for shape, padding in (((1, 7), (0, 3)), ((7, 1), (3, 0)), ((1, 3), (0, 1)), ((3, 1), (1, 0))):
    case(f"conv {shape[0]}x{shape[1]}", lambda x, kernel_, bias: hwc(F.conv2d(chw(x), kernel_.permute(3, 2, 0, 1), bias, 1, padding)), x=wave(2, 7, 6, 3), kernel_=wave(*shape, 3, 4, phase=0.3), bias=wave(4, phase=0.6))
case("depthwise bias", lambda x, kernel_, bias: hwc(F.conv2d(chw(x), kernel_.permute(2, 3, 0, 1), bias, 1, 2, groups=3)), x=wave(2, 7, 6, 3), kernel_=wave(5, 5, 3, 1, phase=0.3), bias=wave(3, phase=0.6))
for size, stride, padding, ceil, rows in ((2, 2, 0, False, 6), (3, 2, 1, False, 7), (3, 1, 1, False, 5), (3, 2, 0, True, 6), (3, 2, 0, True, 7), (2, 2, 0, True, 5), (3, 2, 1, True, 6), (3, 2, 0, False, 7)):
    case(f"max pool {size} {stride} {padding} {ceil} {rows}", lambda x: hwc(F.max_pool2d(chw(x), size, stride, padding, ceil_mode=ceil)), x=wave(2, rows, 6, 3))
for size, stride, padding in ((2, 2, 0), (3, 1, 1), (5, 3, 0)):
    case(f"average pool {size} {stride} {padding}", lambda x: hwc(F.avg_pool2d(chw(x), size, stride, padding)), x=wave(2, 7, 6, 3))
for size in (1, 2, 4, 7):
    case(f"adaptive pool {size}", lambda x: hwc(F.adaptive_avg_pool2d(chw(x), size)), x=wave(2, 7, 6, 3))
for name, f in (("gelu", F.gelu), ("silu", F.silu), ("hard sigmoid", F.hardsigmoid), ("hard swish", F.hardswish)):
    case(name, lambda x: f(4 * x), x=wave(3, 5, phase=0.2))
sigmoids = {"sigmoid": torch.sigmoid, "hard": F.hardsigmoid}
for name, gate in sigmoids.items():
    case(f"squeeze {name}", lambda x, **p: x * gate(F.silu(x.mean((1, 2)) @ p["squeeze/kernel"] + p["squeeze/bias"]) @ p["excite/kernel"] + p["excite/bias"])[:, None, None], x=wave(2, 3, 2, 4), **{"squeeze/kernel": wave(4, 2, phase=0.3), "squeeze/bias": wave(2, phase=0.6), "excite/kernel": wave(2, 4, phase=0.9), "excite/bias": wave(4, phase=1.2)})
case("layer scale", lambda x, scale: x * scale, x=wave(2, 3, 4), scale=wave(4, phase=0.3))
case("rms norm", lambda x, scale: F.rms_norm(x, (4,), scale, 1e-5), x=wave(2, 3, 4), scale=wave(4, phase=0.3))


def recurrence(a, b):
    h, states = torch.zeros_like(b[:, 0]), []
    for t in range(a.shape[1]):
        h = a[:, t] * h + b[:, t]
        states.append(h)
    return torch.stack(states, 1)


for steps in (1, 2, 5, 8, 13):
    case(f"recurrence {steps}", lambda x, b: recurrence(x, b), x=wave(2, steps, 3), b=wave(2, steps, 3, phase=0.4))
case("dense", lambda x, kernel_, bias: x @ kernel_ + bias, x=wave(2, 5, 3), kernel_=wave(3, 4, phase=0.3), bias=wave(4, phase=0.6))
case("layer norm", lambda x, scale, offset: F.layer_norm(x, (4,), scale, offset, 1e-5), x=wave(2, 3, 4), scale=wave(4, phase=0.3), offset=wave(4, phase=0.6))
case("pool", lambda x: x.mean((1, 2)), x=wave(2, 4, 3, 3))
case("batch norm training", lambda x, scale, offset: hwc(F.batch_norm(chw(x), None, None, scale, offset, True, 0.1, 1e-5)), x=wave(2, 3, 3, 3), scale=wave(3, phase=0.3), offset=wave(3, phase=0.6))
norm = torch.nn.BatchNorm2d(3)
with torch.no_grad():
    norm.weight.copy_(wave(3, phase=0.3)), norm.bias.copy_(wave(3, phase=0.6))
norm(chw(wave(2, 3, 3, 3))), norm(chw(wave(2, 3, 3, 3, phase=2.0)))
out["batch norm"] = {"mean": flat(norm.running_mean), "variance": flat(norm.running_var)}
norm.eval()
out["batch norm"]["y"] = flat(hwc(norm(chw(wave(2, 3, 3, 3, phase=0.9)))))
channels, heads = 6, 2
phases = {"query": 0.1, "key": 0.4, "value": 0.8, "output": 1.2}
parts = {f"{name}/{part}": wave(*shape, phase=phase + later) for name, phase in phases.items() for part, shape, later in (("kernel", (channels, channels), 0.0), ("bias", (channels,), 0.2))}


def attention(x, **p):
    joined = lambda part: torch.cat([p[f"{name}/{part}"].T for name in ("query", "key", "value")])
    rows = x.transpose(0, 1)
    y, _ = F.multi_head_attention_forward(rows, rows, rows, channels, heads, joined("kernel"), torch.cat([p[f"{name}/bias"] for name in ("query", "key", "value")]), None, None, False, 0.0, p["output/kernel"].T, p["output/bias"], need_weights=False)
    return y.transpose(0, 1)


case("attention", attention, x=wave(2, 4, channels), **parts)
print(json.dumps(out))
