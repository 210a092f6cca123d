from collections.abc import Iterator

import pytest

from foundation.text import mentions


@pytest.fixture(scope="package", autouse=True)
def nobody_has_a_handle() -> Iterator[None]:
    """Texts are looked at without a database; whoever names somebody names nobody."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mentions, "_asked", [])
        yield
