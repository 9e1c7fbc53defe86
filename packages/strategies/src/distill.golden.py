"""Golden values of distill.ts: see golden/frame.py."""
import torch.nn.functional as F

from golden.frame import B, case, write


def distill(T=4.0, squared=True, a=0.1, b=0.9, hints=0.0, teachers=("t",)):
    def f(g):
        learn = [i for i in g.ids if i not in teachers]
        terms, total = {}, 0.0
        for i in learn:
            terms[f"ce/labels->{i}"] = g.ce(i)
            total = total + a * terms[f"ce/labels->{i}"]
            if b > 0:
                p = sum(F.softmax(g.z[t].detach() / T, 1) for t in teachers) / len(teachers)
                kl = (p * (p.log() - F.log_softmax(g.z[i] / T, 1))).sum(1).mean() * (T * T if squared else 1)
                terms[f"kl/{'teachers' if len(teachers) > 1 else teachers[0]}->{i}"] = kl
                total = total + b * kl
            if hints > 0:
                for t in teachers:
                    own, other = g.f[i], g.f[t].detach()
                    w = g.param(f"adapt/{i}~{t}/kernel", (own.shape[-1], other.shape[-1]))
                    l2 = ((own @ w - other) ** 2).mean()
                    terms[f"l2/{t}->{i}~{t}"] = l2
                    total = total + hints / len(teachers) * l2
        return total, terms

    return f


t1 = [{"id": "t", "learns": False}, {"id": "a"}]
case("distill", "distill", {}, t1, distill())
case("distill of two teachers", "distill", {}, [{"id": "t", "learns": False}, {"id": "u", "learns": False}, {"id": "a"}], distill(teachers=("t", "u")))
case(
    "distill-hints",
    "distill-hints",
    {},
    [{"id": "t", "learns": False, "features": [B, 2, 2, 4]}, {"id": "a", "features": [B, 2, 2, 3]}],
    distill(a=1, b=0, hints=100.0),
)
case(
    "distill-hints of two teachers",
    "distill-hints",
    {},
    [{"id": "t", "learns": False, "features": [B, 2, 2, 4]}, {"id": "u", "learns": False, "features": [B, 2, 2, 5]}, {"id": "a", "features": [B, 2, 2, 3]}],
    distill(a=1, b=0, hints=100.0, teachers=("t", "u")),
)
case("born-again", "born-again", {}, t1, distill(T=1.0, a=1, b=1))
case("teacher-free-self", "teacher-free-self", {}, t1, distill(T=6.0, squared=False, a=0.05, b=17.1))

write(__file__)
