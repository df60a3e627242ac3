"""What the files of a download are called."""

import pytest

from inspector.vault.assemble import safe_name, stem


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        pytest.param("sub-01_T1w.nii.gz", "sub-01_T1w.nii.gz", id="an ordinary name stays"),
        pytest.param("Müller 2.nii", "Müller 2.nii", id="letters of any language stay"),
        pytest.param("../../etc/passwd", "passwd", id="folders"),
        pytest.param("C:\\scans\\a.nii", "a.nii", id="folders of Windows"),
        pytest.param('a";filename=b.html', "a__filename=b.html", id="quotes and semicolons"),
        pytest.param("a\r\nSet-Cookie: b", "a__Set-Cookie_ b", id="line ends"),
        pytest.param("gpj.\u202eiin.exe", "gpj._iin.exe", id="writing from right to left"),
        pytest.param("..hidden", "_hidden", id="leading dots"),
        pytest.param("folder/", "image", id="nothing left"),
        pytest.param("", "image", id="empty"),
    ],
)
def test_a_file_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_is_shortened_in_the_middle() -> None:
    short = safe_name("ä" * 300 + ".nii.gz")

    assert short.startswith("äää")
    assert short.endswith("ä.nii.gz")
    assert len(short.encode()) <= 200


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.nii.gz", "a"),
        ("a.HDR", "a"),
        ("a.img.gz", "a"),
        ("a.nii.bz2", "a"),
        ("a.dtseries.nii", "a.dtseries"),
        ("a.b", "a.b"),
        (".nii.gz", "_nii"),
        ("scan", "scan"),
    ],
)
def test_the_stem_is_the_name_without_the_endings_of_images(name: str, expected: str) -> None:
    assert stem(name) == expected
