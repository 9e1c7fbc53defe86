"""Code that the golden values of lessons share. A script in lessons/ adds the folder above it to the
path. Each case is the strategy `distill` with the labels at weight 1, without its KL, and with one
teacher t and one student a, so that only the lesson is new."""
from golden.frame import case


def lesson(name, uses, peers, losses, **more):
    """`losses` maps a group to the loss of each edge and its weight; maps are NHWC there."""

    def f(g):
        terms = {"ce/labels->a": g.ce("a")}
        total, logged = terms["ce/labels->a"], {}
        result = losses(g)
        extra = {}
        if isinstance(result, tuple):
            result, extra = result
        for key, (value, weight) in result.items():
            terms[f"{key}/t->a"] = value
            total = total + weight * value
            logged[f"{key}/t->a"] = weight
        return total, terms, {"weights": logged, **extra}

    first = uses[0] if isinstance(uses[0], str) else uses[0]["use"]
    case(f"{first}: {name}", "distill", {"ce": 1, "kl": 0, "lessons": uses}, peers, f, **more)


def nchw(x):
    return x.permute(0, 3, 1, 2)
