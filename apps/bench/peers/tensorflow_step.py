"""TensorFlow's tf.function as an engine of the benchmark: the same step as torch_step.py, in NHWC.
Prints 'ready', then reads lines and prints the milliseconds of one step for each."""
import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf

given = json.loads(sys.argv[1])
tf.random.set_seed(0)


def variables(depth):
    n = (depth - 2) // 6
    made = {}

    def unit(name, cin, cout):
        made[f"{name}/kernel"] = tf.Variable(tf.random.normal([3, 3, cin, cout], stddev=(2 / (9 * cout)) ** 0.5))
        made[f"{name}/scale"], made[f"{name}/offset"] = tf.Variable(tf.ones([cout])), tf.Variable(tf.zeros([cout]))

    unit("stem", 3, 16)
    widths = [16] * n + [32] * n + [64] * n
    for i, (cin, cout) in enumerate(zip([16] + widths[:-1], widths)):
        unit(f"{i}/1", cin, cout)
        unit(f"{i}/2", cout, cout)
    made["classifier/kernel"], made["classifier/bias"] = tf.Variable(tf.random.normal([64, 100], stddev=0.1)), tf.Variable(tf.zeros([100]))
    return made, widths


def forward(v, widths, x):
    def unit(name, x, stride):
        if stride > 1:
            x = tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]])
        y = tf.nn.conv2d(x, v[f"{name}/kernel"], stride, "VALID" if stride > 1 else "SAME")
        return tf.raw_ops.FusedBatchNormV3(x=y, scale=v[f"{name}/scale"], offset=v[f"{name}/offset"], mean=[], variance=[], epsilon=1e-5, is_training=True).y

    x = tf.nn.relu(unit("stem", x, 1))
    for i, (cin, cout) in enumerate(zip([16] + widths[:-1], widths)):
        stride = 1 if cin == cout else 2
        y = unit(f"{i}/2", tf.nn.relu(unit(f"{i}/1", x, stride)), 1)
        if stride > 1:
            side = (cout - cin) // 2
            x = tf.pad(x[:, ::2, ::2], [[0, 0], [0, 0], [0, 0], [side, side]])
        x = tf.nn.relu(x + y)
    return tf.reduce_mean(x, [1, 2]) @ v["classifier/kernel"] + v["classifier/bias"], x


networks = [variables(int(given["model"].removeprefix("resnet"))) for _ in range(given["peers"])]
parameters = [p for v, _ in networks for p in v.values()]
momentum = [tf.Variable(tf.zeros_like(p)) for p in parameters]
x = tf.random.normal([given["batch"], 32, 32, 3])
y = tf.random.uniform([given["batch"]], 0, 100, tf.int32)


@tf.function
def step():
    with tf.GradientTape() as tape:
        outputs = [forward(v, widths, x) for v, widths in networks]
        ce = [tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, z)) for z, _ in outputs]
        scores = tf.stop_gradient(tf.stack(ce))
        best = tf.cast(scores <= tf.reduce_min(scores), tf.float32)
        loss = tf.add_n(ce)
        for s, (student, own) in enumerate(outputs):
            for t, (teacher, other) in enumerate(outputs):
                if s != t:
                    target = tf.nn.log_softmax(tf.stop_gradient(teacher))
                    kl = tf.reduce_mean(tf.reduce_sum(tf.exp(target) * (target - tf.nn.log_softmax(student)), 1))
                    l2 = tf.reduce_mean(tf.math.squared_difference(own, tf.stop_gradient(other)))
                    loss += best[t] * (1 - best[s]) / tf.reduce_sum(best) * (kl + l2)
    for p, m, g in zip(parameters, momentum, tape.gradient(loss, parameters)):
        g = g + 5e-4 * p
        m.assign(0.9 * m + g)
        p.assign_sub(0.1 * (g + 0.9 * m))
    return loss


begin = time.perf_counter()
float(step())
print(json.dumps({"ready": True, "version": tf.__version__, "threads": 0, "firstMs": 1000 * (time.perf_counter() - begin)}), flush=True)
for _ in sys.stdin:
    begin = time.perf_counter()
    float(step())
    print(json.dumps({"ms": 1000 * (time.perf_counter() - begin)}), flush=True)
