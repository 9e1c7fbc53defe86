"""Golden values of the statistics, from SciPy and statsmodels. Run: python statistics.py > statistics.json"""
import json
import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower

a = [0.713, 0.7092, 0.7181, 0.7044, 0.7113, 0.7207, 0.7151]
b = [0.7081, 0.7102, 0.7133, 0.7001, 0.7098, 0.7144, 0.7149]
out = {"a": a, "b": b, "intervals": [], "tests": [], "power": [], "seeds": []}
for n in (2, 3, 5, 7):
    x, y = np.array(a[:n]), np.array(b[:n])
    low, high = stats.t.interval(0.95, n - 1, loc=x.mean(), scale=stats.sem(x))
    out["intervals"].append({"n": n, "mean": x.mean(), "deviation": x.std(ddof=1), "low": low, "high": high})
    d = x - y
    permutation = stats.permutation_test((d,), lambda v, axis: np.abs(v.mean(axis=axis)), permutation_type="samples", alternative="greater", n_resamples=np.inf, vectorized=True)
    low, high = stats.t.interval(0.95, n - 1, loc=d.mean(), scale=stats.sem(d))
    # With two pairs, Hedges' correction is 0, so the effect size is undefined.
    effect = (1 - 3 / (4 * (n - 1) - 1)) * d.mean() / d.std(ddof=1) if n > 2 else None
    out["tests"].append({"n": n, "difference": d.mean(), "low": low, "high": high, "tTest": stats.ttest_rel(x, y).pvalue, "permutation": permutation.pvalue, "effect": effect})
# Counts of right predictions; some of their differences are equal or 0.
of = 728
k = np.array([[690, 692, 694, 699, 698, 702, 690, 701], [693, 695, 697, 701, 701, 702, 689, 704]])
out["counts"] = {"of": of, "a": k[1].tolist(), "b": k[0].tolist(), "tests": []}
for n in (2, 3, 6, 8):
    x, y = k[1][:n] / of, k[0][:n] / of
    d = k[1][:n] - k[0][:n]
    permutation = stats.permutation_test((d,), lambda v, axis: np.abs(v.sum(axis=axis)), permutation_type="samples", alternative="greater", n_resamples=np.inf, vectorized=True)
    spread = len(set(d.tolist())) > 1
    low, high = stats.t.interval(0.95, n - 1, loc=d.mean() / of, scale=stats.sem(d) / of) if spread else (None, None)
    out["counts"]["tests"].append({"n": n, "difference": d.mean() / of, "low": low, "high": high, "tTest": stats.ttest_rel(k[1][:n], k[0][:n]).pvalue if spread else None, "permutation": permutation.pvalue})
p = [0.012, 0.5, 0.03, 0.001, 0.04, 0.9]
out["holm"] = {"p": p, "corrected": multipletests(p, method="holm")[1].tolist()}
for effect, n in ((0.5, 5), (1.0, 5), (1.0, 10), (2.0, 4), (0.2, 50)):
    out["power"].append({"effect": effect, "n": n, "power": TTestPower().power(effect, n, 0.05)})
for effect in (0.3, 0.6, 1.0, 2.0):
    out["seeds"].append({"effect": effect, "seeds": int(np.ceil(TTestPower().solve_power(effect, None, 0.05, 0.8)))})
out["bootstrap"] = {"values": a, "low": float(stats.bootstrap((a,), np.mean, method="percentile", n_resamples=200000, random_state=1).confidence_interval.low), "high": float(stats.bootstrap((a,), np.mean, method="percentile", n_resamples=200000, random_state=1).confidence_interval.high)}
print(json.dumps(out))
