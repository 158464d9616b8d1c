"""The process that reads documents: ``python -m talknshop.documents.worker_main read …``."""

import sys

from talknshop.core.worker_process.serving import main

if __name__ == "__main__":
    main({"read": "talknshop.documents.parsing.opening"}, sys.argv[1:])
