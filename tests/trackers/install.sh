#!/bin/sh
# Installs what the tests in this folder read trackers back with: TensorBoard's reader and an MLflow
# server, in an environment of their own.
set -e
environment="${XDG_CACHE_HOME:-$HOME/.cache}/codistill/trackers"
[ -x "$environment/bin/python" ] || python3 -m venv "$environment"
"$environment/bin/pip" install --quiet "tensorboard>=2.20,<3" "mlflow>=3.10,<4"
