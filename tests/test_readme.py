"""What README shows runs as it stands there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_python_of_the_first_screen_runs(tmp_path, monkeypatch):
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.S)
    names: dict = {}
    exec(compile(code, "README.md", "exec"), names)
    assert len(names["tables"].articles) == 5
    assert set(names["late"].events["modality"]) <= {"alleged", "denied"}
    assert (tmp_path / "briefing.html").stat().st_size > 1_000_000
    assert (tmp_path / "events.json").stat().st_size > 1_000


def test_every_file_it_links_to_exists():
    for link in re.findall(r"\]\(([^)#]+?)\)", README):
        if not link.startswith("http"):
            assert (ROOT / link).exists(), link


def test_every_make_target_it_names_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:`|^)make ([a-z]+)", README, flags=re.M)):
        assert re.search(rf"^{target}:", makefile, flags=re.M), target
