"""Prints what TensorBoard's own reader finds in a folder with an event file, as JSON. install.sh makes
the environment."""
import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import plugin_data_pb2

reader = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "histograms": 0})
reader.Reload()
tags = reader.Tags()
session = plugin_data_pb2.HParamsPluginData.FromString(
    reader.SummaryMetadata("_hparams_/session_start_info").plugin_data.content
).session_start_info
print(
    json.dumps(
        {
            "scalars": {
                tag: [[e.step, e.value] for e in reader.Scalars(tag)] for tag in tags["scalars"]
            },
            "histograms": {
                tag: [
                    [e.step, e.histogram_value.num, sum(e.histogram_value.bucket)]
                    for e in reader.Histograms(tag)
                ]
                for tag in tags["histograms"]
            },
            "hyperparameters": {
                name: value.number_value or value.string_value
                for name, value in session.hparams.items()
            },
        }
    )
)
