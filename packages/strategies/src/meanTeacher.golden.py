"""Golden values of meanTeacher.ts: see golden/frame.py."""
import math

import torch.nn.functional as F

from golden.frame import case, K, moment, write


def mean_teacher(g):
    d = ((F.softmax(g.z["a"], 1) - F.softmax(g.z["a-mean"].detach(), 1)) ** 2).sum(1).mean() / K
    return g.ce("a") + 100 * math.exp(-5 * (1 - 0.5) ** 2) * d, {"ce/labels->a": g.ce("a"), "consistency/a-mean->a": d}


case("mean-teacher", "mean-teacher", {}, [{"id": "a"}, {"id": "a-mean", "learns": False}], mean_teacher, moment=moment)

write(__file__)
