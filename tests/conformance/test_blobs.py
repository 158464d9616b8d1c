from pathlib import Path

import pytest

from talknshop.storage.blobs import BlobStore
from talknshop.storage.folder_blobs import FolderBlobStore
from talknshop.testing.blobs import BlobStoreSuite


class TestFolder(BlobStoreSuite):
    @pytest.fixture
    def blobs(self, tmp_path: Path) -> BlobStore:
        return FolderBlobStore(tmp_path / "blobs")
