"""Golden values of ranking.ts: mean average precision by scikit-learn, and ranks by sorting.

Run: python ranking.golden.py  (needs numpy, scikit-learn; writes ranking.golden.json)
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.metrics import average_precision_score

rng = np.random.default_rng(7)
cases = []
for people, cameras, d in ((6, 3, 4), (12, 2, 3), (5, 4, 8)):
    def images(count, junk):
        ids = rng.integers(-1 if junk else 0, people, count)
        cams = rng.integers(0, cameras, count)
        x = rng.normal(size=(count, d)) + 0.8 * np.stack([np.sin(np.arange(d) * (i + 1)) for i in ids])
        return np.round(x, 3).astype(np.float32), ids, cams

    query, gallery = images(15, False), images(60, True)
    aps, firsts = [], []
    for x, i, c in zip(*query):
        keep = (gallery[1] >= 0) & ~((gallery[1] == i) & (gallery[2] == c))
        match = (gallery[1] == i)[keep]
        if not match.any():
            continue
        distance = ((gallery[0][keep].astype(np.float64) - x.astype(np.float64)) ** 2).sum(1)
        aps.append(average_precision_score(match, -distance))
        firsts.append(int(np.where(match[np.argsort(distance, kind="stable")])[0][0]))
    listed = lambda one: {"embeddings": one[0].flatten().astype(float).round(3).tolist(), "identities": one[1].tolist(), "cameras": one[2].tolist()}
    cases.append(
        {
            "query": listed(query),
            "gallery": listed(gallery),
            "map": float(np.mean(aps)),
            "cmc": {k: float(np.mean([f < k for f in firsts])) for k in (1, 5, 10)},
            "queries": len(aps),
        }
    )
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({"scikit-learn": sklearn.__version__, "cases": cases}) + "\n")
