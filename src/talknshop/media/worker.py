"""A process that opens what strangers sent, so that this one does not."""

from talknshop.core.worker_process.limits import WorkerLimits
from talknshop.core.worker_process.worker import WorkerProcess


class Worker(WorkerProcess):
    """One process for one task of ``worker_main``."""

    def __init__(self, task: str, limits: WorkerLimits) -> None:
        """Does ``task`` within ``limits``."""
        super().__init__("talknshop.media.worker_main", task, limits)
