"""Golden values of codistillation.ts: see golden/frame.py."""
import torch.nn.functional as F

from golden.frame import abc, case, moment, write


def codistillation(reverse=False, T=1.0, live=False, weight=1.0):
    def f(g):
        own = [i for i in g.ids if "@" not in i]
        terms, total = {}, 0.0
        for i in own:
            terms[f"ce/labels->{i}"] = g.ce(i)
            teachers = [j for j in own if j != i] if live else [j for j in g.ids if j.endswith(f"@{i}")]
            p = sum(F.softmax(g.z[j].detach() / T, 1) for j in teachers) / len(teachers)
            q = F.softmax(g.z[i] / T, 1)
            kl = T * T * ((q * (q.log() - p.log())) if reverse else (p * (p.log() - q.log()))).sum(1).mean()
            source = teachers[0] if len(teachers) == 1 else f"others-of-{i}"
            terms[f"kl{'-reversed' if reverse else ''}/{source}->{i}"] = kl
            total = total + terms[f"ce/labels->{i}"] + weight * kl
        return total, terms

    return f


def stale(n):
    ids = "abc"[:n]
    return [{"id": i} for i in ids] + [{"id": f"{j}-stale@{i}", "learns": False} for j in ids for i in ids if i != j]


late = {"step": 45, "epoch": 4, "stepsPerEpoch": 10, "progress": 0.45}
case("codistillation", "codistillation", {}, stale(2), codistillation(), moment=late)
case("codistillation of three", "codistillation", {"temperature": 2}, stale(3), codistillation(T=2.0), moment=late)
case("codistillation in reverse", "codistillation", {"reverse": True}, stale(2), codistillation(reverse=True), moment=late)
case("codistillation in the burn-in", "codistillation", {}, stale(2), codistillation(weight=0.0), moment=moment)
case("codistillation of logits", "codistillation", {"exchange": "logits"}, abc, codistillation(live=True), moment=late)

write(__file__)
