"""Golden values of teacherFree.ts: see golden/frame.py."""
import torch.nn.functional as F

from golden.frame import case, K, write


def teacher_free(g):
    y, z = g.y["a"], g.z["a"]
    u = y * 0.99 + (1 - y) * 0.01 / (K - 1)
    p = F.softmax(u / 20, 1)
    kl = (p * (p.log() - F.log_softmax(z, 1))).sum(1).mean()
    return 0.9 * g.ce("a") + 0.1 * kl, {"ce/labels->a": g.ce("a"), "virtual-teacher/labels->a": kl}


case("teacher-free", "teacher-free", {}, [{"id": "a"}], teacher_free)
case("teacher-free of mixed labels", "teacher-free", {}, [{"id": "a", "mixed": 0.3}], teacher_free)

write(__file__)
