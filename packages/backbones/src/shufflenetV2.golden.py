"""Golden values of shufflenetV2.ts, from torchvision: see golden/frame.py. It also writes
shufflenetV2.names.json."""
from torchvision.models.shufflenetv2 import ShuffleNetV2

from golden.frame import K, case, write, write_names

rules = [[r"conv1\.0", "stem/conv"], [r"conv1\.1", "stem/norm"]]
for stage in (1, 2, 3):
    path, ours = rf"stage{stage + 1}\.(\d+)", f"layer{stage}/$1"
    rules += [[rf"{path}\.branch1\.{at}", f"{ours}/branch1/{name}"] for at, name in ((0, "depthwise"), (1, "depthwiseNorm"), (2, "conv2"), (3, "norm2"))]
    rules += [[rf"{path}\.branch2\.{at}", f"{ours}/branch2/{name}"] for at, name in ((0, "conv1"), (1, "norm1"), (3, "depthwise"), (4, "depthwiseNorm"), (5, "conv2"), (6, "norm2"))]
rules += [[r"conv5\.0", "last/conv"], [r"conv5\.1", "last/norm"], ["fc", "classifier"]]
names = write_names(__file__, {"torchvision": rules})

case("shufflenet-v2", ShuffleNetV2([2, 3, 2], [4, 8, 16, 32, 16], num_classes=K), rules, 32, {"blocks": [2, 3, 2], "stem": 4, "width": 8, "last": 16})
case("shufflenet-v2-x1.0 at full width", ShuffleNetV2([4, 8, 4], [24, 116, 232, 464, 1024], num_classes=K), rules, 48)
write(__file__)
