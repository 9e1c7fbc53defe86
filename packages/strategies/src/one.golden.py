"""Golden values of one.ts: see golden/frame.py."""
from golden.frame import case, KL, moment, ramp, write

w = ramp(2 / 10, 0.27)


def one(g):
    terms = {f"ce/labels->{i}": g.ce(i) for i in g.ids}
    total = sum(terms.values())
    for i in g.ids[:-1]:
        terms[f"kl/a/ensemble->{i}"] = 9 * KL(g.z["a/ensemble"].detach(), g.z[i], 3.0).mean()
        total = total + w * terms[f"kl/a/ensemble->{i}"]
    return total, terms


case("one", "one", {}, [{"id": "a/branch1"}, {"id": "a/branch2"}, {"id": "a/ensemble"}], one, moment=moment)

write(__file__)
