"""Golden values of mutual.ts: see golden/frame.py."""
from golden.frame import abc, case, KL, write


def mutual(reduce="mean", T=1, smoothing=0.0, through=False, ensemble=False, frozen=()):
    sg = (lambda x: x) if through else (lambda x: x.detach())

    def f(g):
        learn = [i for i in g.ids if i not in frozen]
        ce = {f"ce{'' if smoothing == 0 else f'-smoothed-{smoothing}'}/labels->{i}": g.ce(i, smoothing) for i in learn}
        kl, total = {}, sum(ce.values())
        for i in learn:
            other = [j for j in g.ids if j != i]
            if ensemble:
                target = sum(g.z[j] for j in other) / len(other)
                kl[f"kl/others-of-{i}->{i}"] = T * T * KL(sg(target), g.z[i], T).mean()
                total = total + kl[f"kl/others-of-{i}->{i}"]
            else:
                each = {f"kl/{j}->{i}": T * T * KL(sg(g.z[j]), g.z[i], T).mean() for j in other}
                kl |= each
                total = total + sum(each.values()) / (len(other) if reduce == "mean" else 1)
        return total, ce | kl

    return f


case("mutual", "mutual", {}, abc, mutual())
case("mutual with a frozen network", "mutual", {}, [{"id": "a"}, {"id": "b"}, {"id": "t", "learns": False}], mutual(frozen=("t",)))
case("mutual-official", "mutual-official", {}, abc, mutual("sum", smoothing=0.1))
case("mutual-okddip", "mutual-okddip", {}, abc, mutual(T=3, through=True, ensemble=True))
case("mutual-mcl-okd", "mutual-mcl-okd", {}, abc, mutual(T=2))

write(__file__)
