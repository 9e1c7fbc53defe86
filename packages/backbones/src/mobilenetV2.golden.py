"""Golden values of mobilenetV2.ts with the strides of the paper, from torchvision: see
golden/frame.py. It also writes mobilenetV2.names.json."""
from torchvision.models import mobilenet_v2

from golden.frame import K, case, write, write_names

rules, at = [[r"features\.0\.0", "stem/conv"], [r"features\.0\.1", "stem/norm"]], 1
for row, count in enumerate((1, 2, 3, 4, 3, 3, 1)):
    for i in range(count):
        block, ours = rf"features\.{at}\.conv", f"layer{row + 1}/{i}"
        rules += (
            [[rf"{block}\.0\.0", f"{ours}/depthwise"], [rf"{block}\.0\.1", f"{ours}/norm2"], [rf"{block}\.1", f"{ours}/project"], [rf"{block}\.2", f"{ours}/norm3"]]
            if row == 0
            else [[rf"{block}\.0\.0", f"{ours}/expand"], [rf"{block}\.0\.1", f"{ours}/norm1"], [rf"{block}\.1\.0", f"{ours}/depthwise"], [rf"{block}\.1\.1", f"{ours}/norm2"], [rf"{block}\.2", f"{ours}/project"], [rf"{block}\.3", f"{ours}/norm3"]]
        )
        at += 1
rules += [[rf"features\.{at}\.0", "last/conv"], [rf"features\.{at}\.1", "last/norm"], [r"classifier\.1", "classifier"]]
names = write_names(__file__, {"torchvision": rules})

case("mobilenet-v2-224px at full width", mobilenet_v2(num_classes=K), names["torchvision"], 64, {"pixels": 224})
write(__file__)
