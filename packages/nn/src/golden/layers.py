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
