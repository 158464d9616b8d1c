"""What recognises photos and recordings stays out of the processes that serve people."""

import subprocess
import sys

HEAVY = ("PIL", "av", "cv2", "onnxruntime", "pocketsphinx", "rapidocr", "zxingcpp", "numpy")


def test_no_service_loads_what_recognises() -> None:
    program = (
        "import sys\n"
        "import talknshop.cli.one_process, talknshop.orchestrator.app, talknshop.media.app\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert told.stdout.strip() == "[]"
