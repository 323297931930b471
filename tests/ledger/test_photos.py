"""A photo is whole and nothing but a picture before it is kept, and lies under its hash once."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tempa.ledger import photos
from tempa.ledger.actions import deed, paper_place
from tempa.ledger.queries import paper_named
from tempa.ledger.rules import Refused
from tests.ledger.pictures import NONE, photo, with_place

AT = datetime(2020, 9, 1, 2, 0, tzinfo=UTC)


def test_a_plain_jpeg_is_what_it_says():
    content = photo(3, (120, 80))
    found = photos.check_photo(content, sha256=hashlib.sha256(content).hexdigest())
    assert found == photos.Photo(hashlib.sha256(content).hexdigest(), 120, 80, len(content))
    assert photos.check_photo(photo(4, progressive=True)).width == 64


@pytest.mark.parametrize("name", NONE)
@pytest.mark.parametrize("way", [photos.check_photo, photos.cleaned], ids=["device", "camera"])
def test_what_is_no_photo_is_refused_in_words(name, way):
    with pytest.raises(Refused, match=r"foto|terlalu besar") as refused:
        way(NONE[name])
    assert refused.value.field == "photo"


@pytest.mark.parametrize("content", [photo(1) + b"PK\x03\x04", with_place(), photo(1, form="PNG"), photo(2, comment=b"<script>")],
                         ids=["something behind it", "place", "png", "comment"])  # fmt: skip
def test_a_device_sends_nothing_but_the_picture(content):
    with pytest.raises(Refused, match="bukan foto JPEG yang utuh"):
        photos.check_photo(content)


def test_another_hash_than_said_is_refused():
    with pytest.raises(Refused, match="berubah di jalan"):
        photos.check_photo(photo(1), sha256="0" * 64)
    with pytest.raises(Refused, match="paling besar 1500 kB"):
        photos.check_photo(bytes(1_500_001))


def test_a_camera_photo_is_turned_upright_and_loses_its_place():
    made = photos.cleaned(with_place())
    image = Image.open(BytesIO(made))
    assert image.size == (48, 64) and not image.getexif() and photos.is_plain_jpeg(made)
    large = Image.open(BytesIO(photos.cleaned(photo(5, (4000, 40)))))
    assert max(large.size) <= photos.LONGEST
    holes = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(holes, "PNG")
    assert Image.open(BytesIO(photos.cleaned(holes.getvalue()))).getpixel((0, 0)) == (255, 255, 255)


@given(st.binary(max_size=60), st.integers(0, 900))
def test_bytes_put_anywhere_never_break_the_reader(noise, at):
    content = photo(1)
    torn = content[:at] + noise + content[at + len(noise) :]
    try:
        assert photos.check_photo(torn).width > 0
    except Refused:
        pass


def test_a_stored_photo_is_named_by_a_deed_once(programme, person, settings, tmp_path):
    settings.TEMPA_HOME = tmp_path
    content, by = photo(9), person("pemeriksa")
    digest = hashlib.sha256(content).hexdigest()
    assert photos.missing_photos([digest]) == [digest]
    with pytest.raises(Refused, match="1 foto belum sampai"), deed(programme, at=AT, by=by) as d:
        photos.keep_photos_in(d, [digest], name="uji")
    assert photos.store_photo(content, sha256=digest) == photos.store_photo(content, sha256=digest)
    assert paper_place(digest).read_bytes() == content and photos.missing_photos([digest]) == []
    for _ in range(2):
        with deed(programme, at=AT, by=by) as d:
            photos.keep_photos_in(d, [digest, digest], name="L0001 unit 2")
    kept = paper_named(programme, digest)
    assert (kept.name, kept.media_type, kept.size) == ("L0001 unit 2.jpg", "image/jpeg", len(content))
    with deed(programme, at=AT, by=by) as d:
        other = photos.keep_photo_of_camera_in(d, with_place(), name="laporan")
    assert photos.is_plain_jpeg(paper_place(other).read_bytes()) and paper_named(programme, other)
