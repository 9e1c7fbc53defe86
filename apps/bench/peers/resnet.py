"""ResNet of depth 6n + 2 for 32x32 images with option A shortcuts, and the competitive step of
several such networks. Our own PyTorch code, with which the benchmark compares."""
import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(cout)
        self.stride, self.side = stride, (cout - cin) // 2

    def forward(self, x):
        y = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)), inplace=True)))
        if self.stride > 1:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.side, self.side))
        return F.relu(x + y, inplace=True)


class ResNet(nn.Module):
    def __init__(self, depth, classes=100):
        super().__init__()
        n = (depth - 2) // 6
        self.stem, self.norm = nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)
        widths = [16] * n + [32] * n + [64] * n
        self.blocks = nn.Sequential(*[Block(cin, cout, 1 if cin == cout else 2) for cin, cout in zip([16] + widths[:-1], widths)])
        self.classifier = nn.Linear(64, classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        features = self.blocks(F.relu(self.norm(self.stem(x)), inplace=True))
        return self.classifier(features.mean((2, 3))), features


def competitive_loss(networks, x, y):
    """The sum of each network's CE. All networks except the best of the batch add KL(best || own)
    and the mean squared difference of features. Nothing is read on the host."""
    outputs = [network(x) for network in networks]
    ce = torch.stack([F.cross_entropy(z, y) for z, _ in outputs])
    if len(outputs) == 1:
        return ce[0]
    best = (ce.detach() <= ce.detach().min()).float()
    loss = ce.sum()
    for s, (student, own) in enumerate(outputs):
        for t, (teacher, other) in enumerate(outputs):
            if s != t:
                weight = best[t] * (1 - best[s]) / best.sum()
                kl = F.kl_div(F.log_softmax(student, 1), F.log_softmax(teacher.detach(), 1), reduction="batchmean", log_target=True)
                loss = loss + weight * (kl + F.mse_loss(own, other.detach()))
    return loss
