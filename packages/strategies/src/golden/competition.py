"""Code that competitive distillation and its controls share: who teaches whom by cost, and the
losses between teacher and student."""
from golden.frame import KL, pool


def l2_terms(g, i, k):
    """(adapt(F_i) - sg F_k)^2 and its edge's name. Parameters are made in the order of edges."""
    own, other = g.f[i], g.f[k]
    size = min(own.shape[1], other.shape[1])
    student, source = i, k
    changed = own.shape[1] != size
    pooled_other = other.shape[1] != size
    own, other = pool(own, size), pool(other, size)
    if own.shape[-1] != other.shape[-1]:
        own = own @ g.param(f"adapt/{i}~{k}/kernel", (own.shape[-1], other.shape[-1]))
        changed = True
    if changed:
        student = f"{i}~{k}"
    if pooled_other:
        source = f"{k}~{i}:pooled"
    return f"l2/{source}->{student}", ((own - other.detach()) ** 2).mean()


def taught(g, weights, T=1.0, features=True, suffix=""):
    """weights(k, i) is the weight of teacher k for student i; `suffix` is the view of k."""
    own = [i for i in g.ids if "@" not in i]
    terms = {f"ce/labels->{i}": g.ce(i) for i in own}
    total, logged = sum(terms.values()), {}
    pairs = [(k, i) for k in own for i in own if i != k and weights(k, i) is not None]
    for k, i in pairs:
        name = f"kl/{k}{suffix}->{i}"
        terms[name] = T * T * KL(g.z[k + suffix].detach(), g.z[i], T).mean()
        total = total + weights(k, i) * terms[name]
        logged[name] = weights(k, i)
    for k, i in pairs if features else []:
        name, l2 = l2_terms(g, i, k)
        terms[name] = l2
        total = total + weights(k, i) * l2
        logged[name] = weights(k, i)
    return total, terms, {"weights": logged}


def by_cost(cost, rule):
    def weights(k, i):
        if isinstance(rule, int):
            top = [j for j in cost if sum(cost[l] < cost[j] for l in cost) < rule]
            return 1 / len(top) if k in top and i not in top else 0.0
        if rule == "best":
            best = [j for j in cost if cost[j] == min(cost.values())]
            return 1 / len(best) if k in best and cost[i] > cost[k] else 0.0
        better = [j for j in cost if cost[j] < cost[i]]
        return 1 / len(better) if k in better else 0.0

    return weights


def losses(g, suffix=""):
    return {i: g.ce(i + suffix).item() for i in g.ids if "@" not in i}
