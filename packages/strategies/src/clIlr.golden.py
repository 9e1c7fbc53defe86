"""Golden values of clIlr.ts: see golden/frame.py."""
from golden.frame import B, case, KL, moment, ramp, write

w = ramp(2 / 10, 0.27)


def cl_ilr(a, b, T, through):
    def f(g):
        terms, total = {}, 0.0
        for i in g.ids:
            other = [g.z[j] for j in g.ids if j != i]
            target = sum(other) / len(other)
            terms[f"ce/labels->{i}"] = g.ce(i)
            terms[f"kl/others-of-{i}->{i}"] = T * T * KL(target if through else target.detach(), g.z[i], T).mean()
            total = total + a * terms[f"ce/labels->{i}"] + b * terms[f"kl/others-of-{i}->{i}"]
        return total, terms

    return f


heads = [{"id": f"a/branch{i + 1}", "features": [B, 2, 2, 3]} for i in range(4)]
case("cl-ilr", "cl-ilr", {}, heads, cl_ilr(0.5, 0.5, 2.0, False), moment=moment)
case("cl-ilr-okddip", "cl-ilr-okddip", {}, heads, cl_ilr(1, w, 3.0, True), moment=moment)

write(__file__)
