"""Golden values of resnet-cifar at depth 8, an implementation of our own in PyTorch: logits, loss and gradients in training mode, logits in evaluation mode after that
step's statistics. Parameters and images are waves, so that both sides can make them. Run: python resnet.py > resnet.json"""
import json, math
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
wave = lambda shape, phase, scale: torch.tensor([scale * math.sin(0.7 * i + phase) for i in range(math.prod(shape))]).reshape(shape)
flat = lambda t: [float(f"{v:.8g}") for v in t.detach().flatten().tolist()]
K, N = 5, 4
shapes = {}


def norm_shapes(name, c):
    shapes[f"{name}/scale"] = [c]
    shapes[f"{name}/offset"] = [c]


shapes["stem/conv/kernel"] = [3, 3, 3, 16]
norm_shapes("stem/norm", 16)
for stage, (cin, cout) in enumerate([(16, 16), (16, 32), (32, 64)]):
    name = f"layer{stage + 1}/0"
    shapes[f"{name}/conv1/kernel"], shapes[f"{name}/conv2/kernel"] = [3, 3, cin, cout], [3, 3, cout, cout]
    norm_shapes(f"{name}/norm1", cout), norm_shapes(f"{name}/norm2", cout)
shapes["classifier/kernel"], shapes["classifier/bias"] = [64, K], [K]
names = sorted(shapes)
p = {name: (wave(shapes[name], i, 0.3) + (1 if name.endswith("scale") else 0)).requires_grad_() for i, name in enumerate(names)}
stats = {}


def norm(x, name, training):
    c = x.shape[1]
    mean, variance = stats.setdefault(name, (torch.zeros(c), torch.ones(c)))
    return F.batch_norm(x, mean, variance, p[f"{name}/scale"], p[f"{name}/offset"], training, 0.1, 1e-5)


def conv(x, name, stride=1):
    return F.conv2d(x, p[f"{name}/kernel"].permute(3, 2, 0, 1), None, stride, 1)


def forward(x, training):
    x = F.relu(norm(conv(x, "stem/conv"), "stem/norm", training))
    for stage, (cin, cout) in enumerate([(16, 16), (16, 32), (32, 64)]):
        name, stride = f"layer{stage + 1}/0", 1 if stage == 0 else 2
        y = F.relu(norm(conv(x, f"{name}/conv1", stride), f"{name}/norm1", training))
        y = norm(conv(y, f"{name}/conv2"), f"{name}/norm2", training)
        if stride == 2:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, (cout - cin) // 2, (cout - cin) // 2))
        x = F.relu(x + y)
    return x.mean((2, 3)) @ p["classifier/kernel"] + p["classifier/bias"]


images = wave([N, 8, 8, 3], 0.5, 1.0).permute(0, 3, 1, 2)
logits = forward(images, True)
loss = F.cross_entropy(logits, torch.arange(N) % K)
grads = torch.autograd.grad(loss, [p[name] for name in names])
out = {"logits": flat(logits), "loss": loss.item(), "gradients": {}, "evaluated": flat(forward(images, False))}
for name, grad in zip(names, grads):
    # The first values, and three sums over all.
    out["gradients"][name] = {"first": flat(grad)[:8], "sum": grad.sum().item(), "squares": (grad ** 2).sum().item(), "waved": (grad * wave(grad.shape, 0.2, 1.0)).sum().item()}
print(json.dumps(out))
