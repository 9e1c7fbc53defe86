#!/bin/sh
# Installs what the tests in this folder start: Slurm, and libfaketime for a clock that is wrong.
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends slurmctld slurmd slurm-client munge faketime
