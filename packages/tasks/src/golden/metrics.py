"""Golden values of the metrics, from scikit-learn. Run: python metrics.py > metrics.json"""
import json
import numpy as np
from sklearn import metrics

# The same values in JavaScript: see metrics.test.ts.
def wave(seed, rows, columns, step):
    i = np.arange(rows * columns)
    return np.sin(seed + step * i).reshape(rows, columns)

logits = {name: np.round(2 * wave(seed, 24, 5, 1.7), 2) for name, seed in (("a", 1), ("b", 2))}
bits = (wave(3, 24, 5, 2.3) > np.array([0.2, 0.5, -0.4, 0.8, 0.0])).astype(int)

def labels_of(p):
    predicted = (p >= 0.5).astype(int)
    return {
        "map": metrics.average_precision_score(bits, p, average="macro"),
        "exact": metrics.accuracy_score(bits, predicted),
        "labels": 1 - metrics.hamming_loss(bits, predicted),
        "microF1": metrics.f1_score(bits, predicted, average="micro", zero_division=0),
        "macroF1": metrics.f1_score(bits, predicted, average="macro", zero_division=0),
        "nll": np.mean([metrics.log_loss(bits[:, k], p[:, k], labels=[0, 1]) for k in range(5)]),
    }

p = {name: (1 / (1 + np.exp(-z))).astype(np.float32).astype(np.float64) for name, z in logits.items()}
p["ensemble"] = (p["a"] + p["b"]) / 2

numbers = 40 * wave(5, 24, 2, 1.1) + np.array([300.0, -20.0])
train = numbers[:16]
mean, deviation = train.mean(axis=0), train.std(axis=0)
predicted = {name: z[:, :2] * deviation + mean for name, z in logits.items()}
predicted["ensemble"] = (predicted["a"] + predicted["b"]) / 2

def numbers_of(y):
    return {
        "rmse": metrics.mean_squared_error(numbers.ravel(), y.ravel()) ** 0.5,
        "mae": metrics.mean_absolute_error(numbers, y),
        "r2": metrics.r2_score(numbers, y),
    }

print(json.dumps({
    "labels": {name: labels_of(value) for name, value in p.items()},
    "scale": {"mean": mean.tolist(), "deviation": deviation.tolist()},
    "numbers": {name: numbers_of(value) for name, value in predicted.items()},
}, indent=1))
