"""A worker process of the media service: ``python -m talknshop.media.worker_main TASK …``."""

import sys

from talknshop.core.worker_process.serving import main

_TASKS = {
    "decode": "talknshop.media.decoding",
    "recognise": "talknshop.media.images.recognition",
    "see": "talknshop.media.images.clip",
    "decode_audio": "talknshop.media.transcription.audio",
    "listen": "talknshop.media.transcription.recogniser",
    "whisper": "talknshop.media.transcription.whisper_model",
}


if __name__ == "__main__":
    main(_TASKS, sys.argv[1:])
