"""The secrets of the trial in a cluster: made once, for its servers keep what they began with."""

from pathlib import Path

import pytest
from scripts.make_k8s_secrets import files, main


def read(folder: Path) -> dict[str, str]:
    """Each file's text."""
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_a_second_run_leaves_the_secrets_and_says_what_is_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is no failure: what was asked for is there."""
    folder = tmp_path / "trial" / "secrets"
    assert main([str(folder)]) == 0
    first = read(folder)
    assert set(first) == {f"{name}.env" for name in files()}
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())} == {0}
    assert capsys.readouterr().err == ""
    assert main([str(folder)]) == 0
    assert read(folder) == first
    said = capsys.readouterr().err
    assert "stay as they are" in said
    assert "make k8s-apply" in said
    assert "remove the folder" in said


def test_a_run_that_was_cut_short_is_not_taken_for_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is missing is named before a cluster misses it; what is there is not mixed with new secrets."""
    assert main([str(tmp_path / "secrets")]) == 0
    (tmp_path / "secrets" / "redis.env").unlink()
    before = read(tmp_path / "secrets")
    assert main([str(tmp_path / "secrets")]) == 1
    assert read(tmp_path / "secrets") == before
    said = capsys.readouterr().err
    assert "lacks redis.env:" in said
    assert "remove the folder" in said
