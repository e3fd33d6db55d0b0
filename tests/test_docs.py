"""Generated pages are true today."""

import pytest

from docs.generate import HERE, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_generated_page_is_up_to_date(name):
    written = (HERE / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run `make docs`"
