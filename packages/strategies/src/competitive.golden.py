"""Golden values of competitive.ts: see golden/frame.py."""
from golden.competition import by_cost, losses, taught
from golden.frame import case, small, unlike, write


def summed(g):
    """The sum over the elements of each example instead of their mean, which is the mean times the
    number of elements."""
    total, terms, more = taught(g, by_cost(losses(g), "best"))
    elements = g.f["a"][0].numel()
    for name in [name for name in terms if name.startswith("l2/")]:
        total = total + more["weights"][name] * terms[name] * (elements - 1)
        terms[name] = terms[name] * elements
    return total, terms, more


two_views = [p for i in range(3) for p in ({"id": "abc"[i], "seed": i, "mixed": 0.2 * i}, {"id": "abc"[i] + "@clean", "seed": i + 7})]
case("competitive", "competitive", {}, unlike, lambda g: taught(g, by_cost(losses(g), "best")))
case("competitive with sums of features", "competitive", {"reduce": "sum"}, small, summed)
case("competitive-repo", "competitive-repo", {}, unlike, lambda g: taught(g, by_cost(losses(g), "better"), features=False))
case("competitive at T 2", "competitive", {"temperature": 2, "teachers": "better"}, small, lambda g: taught(g, by_cost(losses(g), "better"), T=2.0))
case("competitive with the best two as teachers", "competitive", {"teachers": "top", "k": 2, "features": 0}, unlike, lambda g: taught(g, by_cost(losses(g), 2), features=False))
case("scd", "scd", {}, small, lambda g: taught(g, by_cost(losses(g), "best"), features=False))
case(
    "competitive on clean views",
    "competitive",
    {"features": 0, "competeOn": "clean", "teachOn": "clean"},
    two_views,
    lambda g: taught(g, by_cost(losses(g, "@clean"), "best"), features=False, suffix="@clean"),
)

write(__file__)
