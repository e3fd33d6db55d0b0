"""`briefing import` and `briefing check` as an analyst meets them."""

import pytest

from briefing.cli import main
from briefing.corpus import read_corpus

TEXT = "Ferry talks in Oslo\n\nThe minister of Norway met his Finnish colleague in Oslo.\n"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """A function that runs the command in a folder of its own: exit code, output, errors."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([*map(str, arguments)])
        captured = capsys.readouterr()
        return left.value.code or 0, captured.out, captured.err

    return command


def test_import_writes_articles_and_lists_what_it_asks(run, tmp_path):
    (tmp_path / "talks.txt").write_text(TEXT)
    code, out, err = run("import", "talks.txt", "--into", "mine")
    assert (code, err) == (0, "")
    (article,) = read_corpus(tmp_path / "mine").articles
    assert (article.doc_id, article.title) == ("ferry-talks-in-oslo", "Ferry talks in Oslo")
    for line in (
        "left out: Ferry talks in Oslo",
        "? source: which outlet published it?",
        "? published: on which day?",
    ):
        assert f"  {line}\n" in out
    assert out.endswith("mine: 1 article written, 0 new outlets, 0 refused, 3 questions\n")


def test_dry_run_shows_the_same_and_writes_nothing(run, tmp_path):
    (tmp_path / "talks.txt").write_text(TEXT)
    code, out, _ = run("import", "talks.txt", "--into", "mine", "--dry-run")
    assert code == 0
    assert "mine/articles/ferry-talks-in-oslo.md\n" in out
    assert "1 article would be written" in out
    assert not (tmp_path / "mine").exists()


def test_the_same_text_again_is_refused_and_the_others_are_written(run, tmp_path):
    (tmp_path / "talks.txt").write_text(TEXT)
    (tmp_path / "other.txt").write_text("Another text.")
    run("import", "talks.txt", "--into", "mine")
    code, _, err = run("import", "talks.txt", "other.txt", "--into", "mine")
    assert code == 1
    assert err == (
        "briefing: talks.txt: refused, the same text is there as"
        " mine/articles/ferry-talks-in-oslo.md\n"
    )
    assert len(read_corpus(tmp_path / "mine").articles) == 2


def test_one_bad_source_means_nothing_is_written(run, tmp_path):
    (tmp_path / "talks.txt").write_text(TEXT)
    (tmp_path / "empty.txt").write_text("")
    code, out, err = run("import", "talks.txt", "empty.txt", "no.txt", "--into", "mine")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "briefing: empty.txt: the file is empty",
        "briefing: no.txt: no such file",
        "briefing: nothing was written",
    ]
    assert not (tmp_path / "mine").exists()


def test_a_file_as_corpus_is_refused(run, tmp_path):
    (tmp_path / "talks.txt").write_text(TEXT)
    code, _, err = run("import", "talks.txt", "--into", "talks.txt")
    assert code == 2
    assert err == "briefing: talks.txt: a file; --into takes a corpus folder\n"


def test_a_folder_that_cannot_be_made_is_one_clear_line(run, tmp_path):
    (tmp_path / "talks.txt").write_text(TEXT)
    code, _, err = run("import", "talks.txt", "--into", "talks.txt/mine")
    assert code == 2
    assert err == "briefing: talks.txt/mine: cannot be written (Not a directory)\n"


def test_text_cannot_steer_the_terminal(run, tmp_path):
    (tmp_path / "talks.txt").write_text(
        "Ferry \x1b[2J talks \u202ein Oslo\n\n" + "The talks went on. " * 9
    )
    _, out, _ = run("import", "talks.txt", "--into", "mine")
    assert "title: Ferry \ufffd[2J talks \ufffdin Oslo\n" in out


def test_check_says_when_there_is_nothing_to_say(run, tmp_path):
    (tmp_path / "talks.txt").write_text(TEXT)
    run("import", "talks.txt")
    assert run("check") == (0, "corpus: 1 article, 0 outlets: no problem found\n", "")


def test_check_lists_every_problem_and_exits_with_1(run, tmp_path):
    folder = tmp_path / "mine" / "articles"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("---\npublished: soon\nkind: blog\n---\nText.\n")
    (folder / "b.md").write_text("no front matter")
    code, out, err = run("check", "mine")
    assert code == 1
    assert [line.partition(": ")[0] for line in out.splitlines()] == [
        "mine/articles/a.md:2",
        "mine/articles/a.md:3",
        "mine/articles/b.md:1",
    ]
    assert err == "mine: 3 problems in 2 files\n"


@pytest.mark.parametrize("make", [False, True])
def test_check_of_a_missing_or_empty_folder_exits_with_2(run, tmp_path, make):
    if make:
        (tmp_path / "mine").mkdir()
    code, out, err = run("check", "mine")
    assert (code, out) == (2, "")
    assert err.startswith("briefing: mine: no")
    assert err.count("\n") == 1


@pytest.mark.parametrize("command", ["import", "check"])
def test_help_shows_examples(run, command):
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"briefing {command} " in out.split("Examples:")[1]


def test_check_lexicon_reads_the_corpus_own_rules(run, tmp_path):
    (tmp_path / "mine" / "lexicons").mkdir(parents=True)
    (tmp_path / "mine" / "lexicons" / "themes.toml").write_text("themes = [")
    code, out, err = run("check", "mine", "--lexicon")
    assert code == 1
    assert out.startswith("mine/lexicons/themes.toml [file]: not readable as TOML")
    assert err == "lexicons: 1 problem in 1 file\n"
