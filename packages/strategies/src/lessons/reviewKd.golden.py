"""Golden values of reviewKd.ts: see ../golden/frame.py. The formula is that of the classes ABF and
ReviewKD, and of the function hcl, of dvlab-research/ReviewKD."""
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[1]))
import torch
import torch.nn.functional as F

from golden.frame import B, moment, write
from golden.lessons import lesson, nchw

scope = "lessons/0/a~t"


class ABF:
    def __init__(self, g, j, in_channel, mid, out_channel, fuse):
        name = f"{scope}/level{j}"
        self.conv1 = g.param(f"{name}/inward/kernel", (in_channel, mid))
        self.norm1 = [g.param(f"{name}/inward/{n}", (mid,)) for n in ("scale", "offset")]
        if fuse:
            self.att = g.param(f"{name}/attention/kernel", (2 * mid, 2))
            self.att_bias = g.param(f"{name}/attention/bias", (2,))
        self.fuse = fuse
        self.conv2 = g.param(f"{name}/outward/kernel", (3, 3, mid, out_channel))
        self.norm2 = [g.param(f"{name}/outward/{n}", (out_channel,)) for n in ("scale", "offset")]

    @staticmethod
    def norm(x, pair):
        return F.batch_norm(x, None, None, pair[0], pair[1], training=True, eps=1e-5)

    def __call__(self, x, y, shape, out_shape):
        n, _, h, w = x.shape
        x = self.norm(F.conv2d(x, self.conv1.t()[:, :, None, None]), self.norm1)
        if self.fuse:
            y = F.interpolate(y, shape, mode="nearest")
            z = torch.sigmoid(F.conv2d(torch.cat([x, y], 1), self.att.t()[:, :, None, None], self.att_bias))
            x = x * z[:, 0].view(n, 1, h, w) + y * z[:, 1].view(n, 1, h, w)
        if tuple(x.shape[2:]) != tuple(out_shape):
            x = F.interpolate(x, out_shape, mode="nearest")
        return self.norm(F.conv2d(x, self.conv2.permute(3, 2, 0, 1), padding=1), self.norm2), x


def hcl(student, teacher):
    total = 0.0
    for fs, ft in zip(student, teacher):
        h = fs.shape[2]
        loss, cnt, tot = F.mse_loss(fs, ft), 1.0, 1.0
        for l in [4, 2, 1]:
            if l >= h:
                continue
            cnt /= 2.0
            loss = loss + F.mse_loss(F.adaptive_avg_pool2d(fs, (l, l)), F.adaptive_avg_pool2d(ft, (l, l))) * cnt
            tot += cnt
        total = total + loss / tot
    return total


def losses(g, own, theirs, weight=1, channels=512, pooled=True):
    own, theirs = [nchw(x) for x in own], [nchw(x.detach()) for x in theirs]
    if pooled:
        own.append(own[-1].mean((2, 3), keepdim=True))
        theirs.append(theirs[-1].mean((2, 3), keepdim=True))
    mid = min(channels, own[-1].shape[1])
    n = len(own)
    abfs = [ABF(g, j, own[j].shape[1], mid, theirs[j].shape[1], j < n - 1) for j in range(n)]
    results, deeper = [], None
    for j in reversed(range(n)):
        out, deeper = abfs[j](own[j], deeper, own[j].shape[2:], theirs[j].shape[2:])
        results.insert(0, out)
    return {"review-kd": (hcl(results, theirs), weight)}


def all_stages(g, **more):
    return losses(g, g.s["a"], g.s["t"], **more)


peers = [
    {"id": "t", "learns": False, "stages": [[B, 4, 4, 3], [B, 4, 4, 4], [B, 2, 2, 5]]},
    {"id": "a", "stages": [[B, 8, 8, 2], [B, 4, 4, 3], [B, 2, 2, 3]]},
]
odd = [
    {"id": "t", "learns": False, "stages": [[B, 7, 7, 3], [B, 3, 3, 2]]},
    {"id": "a", "stages": [[B, 5, 5, 2], [B, 3, 3, 3]]},
]
lesson("in the third epoch", ["review-kd"], peers, lambda g: all_stages(g, weight=3 / 20), moment=moment)
lesson(
    "grids that do not nest, and few channels",
    [{"use": "review-kd", "warmUp": 0, "channels": 2}],
    odd,
    lambda g: all_stages(g, channels=2),
)
lesson(
    "one stage",
    [{"use": "review-kd", "warmUp": 0, "weight": 2, "stage": 1}],
    peers,
    lambda g: losses(g, g.s["a"][1:2], g.s["t"][1:2], weight=2, pooled=False),
)
write(__file__)
