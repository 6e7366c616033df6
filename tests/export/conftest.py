from __future__ import annotations

from pathlib import Path

import pytest

from tests.built import EXACT, build_case


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "warehouse"
    return build_case("basis_6", folder, EXACT)
