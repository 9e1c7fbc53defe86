"""Golden values of backbones, from our own implementations in PyTorch: logits, loss and gradients
in training mode, and logits in evaluation mode with the running statistics after this step.
Parameters and images are computed from integers, so that both sides make the same ones.

Run: python networks.py > networks.json"""
import json, math
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
K, N = 5, 4
flat = lambda t: [float(f"{v:.9g}") for v in t.detach().flatten().tolist()]
number = lambda v: float(f"{v.item():.9g}")


def values(shape, key):
    """((31 i^2 + 7919 i + 104729 key) mod 10007) / 5003.5 - 1 for element i, in [-1, 1)."""
    i = torch.arange(math.prod(shape), dtype=torch.int64)
    return (((31 * i * i + 7919 * i + 104729 * key) % 10007).double() / 5003.5 - 1).reshape(shape)


def initial(name, shape, key):
    """Initial values. Offsets above 0 let most values pass a ReLU unchanged. Otherwise each pair of
    norm and ReLU amplifies rounding errors, and after 27 pairs float32 and float64 differ by more
    than 1e-5, in PyTorch too. About 8 % of the values are still clipped at 0, and 1 % at 6."""
    if name.endswith("scale"):
        return 1 + 0.3 * values(shape, key)
    if name.endswith("offset"):
        return 1.5 + 0.5 * values(shape, key)
    return values(shape, key) * (math.sqrt(3 / math.prod(shape[:-1])) if name.endswith("kernel") else 0.3)


class Net:
    """Layers by name. The first pass finds the shapes, and the second one computes."""

    def __init__(self):
        self.shapes, self.p, self.stats, self.training = {}, None, {}, True

    def param(self, name, *shape):
        if self.p is None:
            self.shapes[name] = list(shape)
            return torch.zeros(shape)
        return self.p[name]

    def conv(self, x, name, filters, size=3, stride=1):
        return F.conv2d(x, self.param(f"{name}/kernel", size, size, x.shape[1], filters).permute(3, 2, 0, 1), None, stride, size // 2)

    def depthwise(self, x, name, stride):
        c = x.shape[1]
        return F.conv2d(x, self.param(f"{name}/kernel", 3, 3, c, 1).permute(2, 3, 0, 1), None, stride, 1, groups=c)

    def norm(self, x, name):
        c = x.shape[1]
        scale, offset = self.param(f"{name}/scale", c), self.param(f"{name}/offset", c)
        if self.p is None:
            return x
        mean, variance = self.stats.setdefault(name, (torch.zeros(c), torch.ones(c)))
        return F.batch_norm(x, mean, variance, scale, offset, self.training, 0.1, 1e-5)

    def dense(self, x, name, units):
        return x @ self.param(f"{name}/kernel", x.shape[-1], units) + self.param(f"{name}/bias", units)

    def classify(self, x):
        return self.dense(x.mean((2, 3)), "classifier", K)


def small_conv(net, x):
    for i, filters in enumerate((16, 32, 64)):
        x = F.relu(net.norm(net.conv(x, f"layer{i + 1}/conv", filters, 3, 1 if i == 0 else 2), f"layer{i + 1}/norm"))
    return net.classify(x)


def residual(net, x, name, filters, stride):
    y = F.relu(net.norm(net.conv(x, f"{name}/conv1", filters, 3, stride), f"{name}/norm1"))
    y = net.norm(net.conv(y, f"{name}/conv2", filters), f"{name}/norm2")
    side = (filters - x.shape[1]) // 2
    return F.relu(F.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, side, side)) + y)


def resnet8(net, x):
    x = F.relu(net.norm(net.conv(x, "stem/conv", 16), "stem/norm"))
    for i, filters in enumerate((16, 32, 64)):
        x = residual(net, x, f"layer{i + 1}/0", filters, 1 if i == 0 else 2)
    return net.classify(x)


def branches(net, x, count=3):
    """The gated ensemble of `count` branches of a ResNet-8, which share its stem and two stages."""
    x = F.relu(net.norm(net.conv(x, "stem/conv", 16), "stem/norm"))
    for i, filters in enumerate((16, 32)):
        x = residual(net, x, f"layer{i + 1}/0", filters, 1 if i == 0 else 2)
    ends = [net.dense(residual(net, x, f"branch{b + 1}/layer3/0", 64, 2).mean((2, 3)), f"branch{b + 1}/classifier", K) for b in range(count)]
    hidden = x.mean((2, 3)) @ net.param("gate/dense/kernel", x.shape[1], count)
    gate = F.softmax(F.relu(net.norm(hidden, "gate/norm")), 1)
    return sum(gate[:, b : b + 1] * ends[b] for b in range(count))


def wide_resnet(net, x, blocks=2, widen=2):
    x = net.conv(x, "stem/conv", 16)
    for i, channels in enumerate((16, 32, 64)):
        for n in range(blocks):
            name, stride, filters = f"layer{i + 1}/{n}", 2 if i > 0 and n == 0 else 1, channels * widen
            a = F.relu(net.norm(x, f"{name}/norm1"))
            y = F.relu(net.norm(net.conv(a, f"{name}/conv1", filters, 3, stride), f"{name}/norm2"))
            y = net.conv(y, f"{name}/conv2", filters)
            x = y + (x if x.shape[1] == filters else net.conv(a, f"{name}/shortcut", filters, 1, stride))
    return net.classify(F.relu(net.norm(x, "norm")))


def mobilenet_v1(net, x, width=0.25):
    x = F.relu(net.norm(net.conv(x, "stem/conv", int(32 * width)), "stem/norm"))
    for i, (filters, stride) in enumerate([(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + [(512, 1)] * 5 + [(1024, 2), (1024, 1)]):
        name = f"block/{i}"
        x = F.relu(net.norm(net.depthwise(x, f"{name}/depthwise", stride), f"{name}/norm1"))
        x = F.relu(net.norm(net.conv(x, f"{name}/pointwise", int(filters * width), 1), f"{name}/norm2"))
    return net.classify(x)


def mobilenet_v2_half(net, x):
    x = F.relu6(net.norm(net.conv(x, "stem/conv", 16, 3, 2), "stem/norm"))
    for row, (expand, channels, count, stride) in enumerate([(1, 16, 1, 1), (6, 24, 2, 1), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]):
        for i in range(count):
            name, s, filters = f"layer{row + 1}/{i}", stride if i == 0 else 1, channels // 2
            y = F.relu6(net.norm(net.conv(x, f"{name}/expand", x.shape[1] * expand, 1), f"{name}/norm1"))
            y = F.relu6(net.norm(net.depthwise(y, f"{name}/depthwise", s), f"{name}/norm2"))
            y = net.norm(net.conv(y, f"{name}/project", filters, 1), f"{name}/norm3")
            x = x + y if s == 1 and filters == x.shape[1] else y
    return net.classify(F.relu6(net.norm(net.conv(x, "last/conv", 1280, 1), "last/norm")))


def vit(net, x, patch=4, channels=16, depth=2, heads=4):
    def norm(x, name):
        return F.layer_norm(x, (channels,), net.param(f"{name}/scale", channels), net.param(f"{name}/offset", channels), 1e-6)

    kernel = net.param("embed/patches/kernel", patch, patch, x.shape[1], channels)
    x = F.conv2d(x, kernel.permute(3, 2, 0, 1), net.param("embed/patches/bias", channels), patch).flatten(2).transpose(1, 2)
    x = torch.cat([net.param("embed/token", 1, 1, channels).expand(N, 1, channels), x], 1)
    x = x + net.param("embed/positions", 1, x.shape[1], channels)
    for i in range(depth):
        name = f"block/{i}"
        a = norm(x, f"{name}/norm1")
        q, k, v = (net.dense(a, f"{name}/attention/{part}", channels).unflatten(2, (heads, -1)).transpose(1, 2) for part in ("query", "key", "value"))
        x = x + net.dense(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2), f"{name}/attention/output", channels)
        x = x + net.dense(F.gelu(net.dense(norm(x, f"{name}/norm2"), f"{name}/mlp1", 4 * channels)), f"{name}/mlp2", channels)
    return net.dense(norm(x, "norm")[:, 0], "classifier", K)


def case(forward, size=8):
    net = Net()
    images = values([N, size, size, 3], 1).permute(0, 3, 1, 2)
    with torch.no_grad():
        forward(net, images)
    names = sorted(net.shapes)
    net.p = {name: initial(name, net.shapes[name], i + 2).requires_grad_() for i, name in enumerate(names)}
    logits = forward(net, images)
    loss = F.cross_entropy(logits, torch.arange(N) % K)
    grads = torch.autograd.grad(loss, [net.p[name] for name in names])
    net.training = False
    # For each gradient: its first values, its norm, and a weighted sum of all values.
    gradients = {name: {"first": flat(grad)[:6], "norm": number(grad.norm()), "weighted": number((grad * values(grad.shape, 1)).sum())} for name, grad in zip(names, grads)}
    return {"logits": flat(logits), "loss": number(loss), "gradients": gradients, "evaluated": flat(forward(net, images))}


networks = {
    "small-conv": case(small_conv),
    "resnet8": case(resnet8),
    # At 8x8, the gate's norm over four examples amplifies rounding errors: PyTorch's own float32
    # has an error of 2.7e-5 there, and of 2e-6 here.
    "branches": case(branches, 4),
    "wrn-16-2": case(wide_resnet),
    "mobilenet-v1": case(mobilenet_v1, 32),
    "mobilenet-v2-half": case(mobilenet_v2_half, 32),
    "vit": case(vit, 16),
}
print(json.dumps(networks))
