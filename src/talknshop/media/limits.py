"""How much the media service takes, and how much its workers may use."""

from datetime import timedelta

from talknshop.core.worker_process.limits import WorkerLimits

MEGABYTE = 1024 * 1024

MOST_IMAGE_BYTES = 10 * MEGABYTE
MOST_AUDIO_BYTES = 10 * MEGABYTE
SAMPLE_RATE = 16_000
"""Samples a second of what engines hear."""
LONGEST_RECORDING_SECONDS = 600.0
"""Of what is kept; how much an engine hears at once is its own."""
LONGEST_AT_ONCE_SECONDS = 60.0
"""Of what is transcribed while somebody waits; what is longer is a job."""
MOST_BODY_BYTES = 16 * MEGABYTE
"""A request at most: the largest file in base64, and what stands around it."""
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 20_000
KEPT_SIDE = 3_000
"""Longest side of the copy that is kept; marketplaces ask for 1600."""
MOST_IN_BATCH = 10
MOST_FILES_OF_A_USER = 500
UPLOAD_LIFETIME = timedelta(minutes=15)
"""For how long an address to upload to can be used: long enough for ten megabytes on a bad line."""

DECODING = WorkerLimits(seconds=20.0, address_space_bytes=1024 * MEGABYTE)
# The runtime of the models reserves far more than it uses.
RECOGNITION = WorkerLimits(seconds=30.0, address_space_bytes=4096 * MEGABYTE)
SEEING = WorkerLimits(seconds=60.0, address_space_bytes=8192 * MEGABYTE, turns=5_000)
"""For a model of the operator's own that looks at pictures."""
LISTENING = WorkerLimits(seconds=60.0, address_space_bytes=2048 * MEGABYTE, turns=5_000)
"""An engine loads its model once and is kept; a minute of speech takes it about ten seconds."""
WHISPERING = WorkerLimits(seconds=120.0, address_space_bytes=8192 * MEGABYTE, turns=5_000)
"""For a model of the operator's own, which may be large."""
