"""The box walk on boxes written by hand: every way in which a size can lie."""

import hashlib
import struct

import pytest

from media_worker.measures.boxes import MAX_BOXES, box_facts


def box(kind: bytes, body: bytes = b"", *, size: int | None = None) -> bytes:
    return struct.pack(">I4s", 8 + len(body) if size is None else size, kind) + body


def elst(start: int, entries: int = 1) -> bytes:
    entry = struct.pack(">IiHH", 0, start, 1, 0)
    return box(b"elst", struct.pack(">II", 0, entries) + entry * entries)


def moov_with(edits: bytes) -> bytes:
    return box(b"moov", box(b"trak", box(b"edts", edits)))


def moof(samples: list[int], offset: int | None = None) -> bytes:
    """One track, one run, sizes per sample; the offset by default right behind the moof and the mdat's head."""
    head = struct.pack(">II", 0x000201, len(samples))
    sizes = b"".join(struct.pack(">I", size) for size in samples)
    tfhd = box(b"tfhd", struct.pack(">II", 0x020000, 1))

    def whole(at: int) -> bytes:
        return box(b"moof", box(b"traf", tfhd + box(b"trun", head + struct.pack(">i", at) + sizes)))

    return whole(len(whole(0)) + 8 if offset is None else offset)


FTYP = box(b"ftyp", b"iso5\0\0\2\0iso6mp41")
MOOV = box(b"moov", box(b"mvhd", b"\0" * 100))
FRAGMENT = moof([3, 4]) + box(b"mdat", b"abcdefg")
PART = FTYP + MOOV + FRAGMENT * 2


def test_a_clean_part() -> None:
    facts = box_facts(PART)
    assert facts.is_mp4
    assert (facts.fragments, facts.truncated_at, facts.trailing_bytes, facts.out_of_bounds) == (2, None, 0, [])
    assert facts.init_sha256 == hashlib.sha256(FTYP + MOOV).hexdigest()
    assert facts.brands == ["iso5", "iso6", "mp41"]
    assert not facts.has_edit_list


@pytest.mark.parametrize("data", [b"", b"short", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"plain words, no box", b"\0" * 64])
def test_what_is_no_mp4(data: bytes) -> None:
    assert not box_facts(data).is_mp4


@pytest.mark.parametrize("cut", [1, 6, 7])
def test_cut_inside_the_last_box(cut: int) -> None:
    facts = box_facts(PART[:-cut])
    assert facts.truncated_at == len(PART) - 15, "where the box begins that does not fit"
    assert facts.out_of_bounds == [], "said once"


def test_cut_between_two_boxes_is_a_moof_without_its_mdat() -> None:
    facts = box_facts(PART[:-15])
    assert facts.truncated_at is None
    assert facts.out_of_bounds == [f"moof at {len(FTYP + MOOV + FRAGMENT)} has no mdat"]


def test_cut_inside_a_header_leaves_trailing_bytes() -> None:
    assert box_facts(PART + b"\0\0\0").trailing_bytes == 3


@pytest.mark.parametrize("extra", [b"\0" * 8, b"\0\0\0\0junk", box(b"junk", b"1234"), struct.pack(">I", 7) + b"mdat"])
def test_bytes_behind_the_last_box(extra: bytes) -> None:
    facts = box_facts(PART + extra)
    assert (facts.trailing_bytes, facts.fragments) == (len(extra), 2)


def test_a_foreign_box_between_is_counted_and_stepped_over() -> None:
    facts = box_facts(FTYP + MOOV + box(b"evil", b"x" * 20) + FRAGMENT)
    assert (facts.trailing_bytes, facts.fragments) == (28, 1)


def test_a_child_that_reaches_out_of_its_parent() -> None:
    lying = box(b"moov", box(b"mvhd", b"\0" * 20, size=4000))
    (words,) = box_facts(FTYP + lying + FRAGMENT).out_of_bounds
    assert words.startswith("moov/mvhd")


@pytest.mark.parametrize(("samples", "wrong"), [([3, 4], 0), ([3, 5], 1), ([3], 0), ([2**32 - 1], 1)])
def test_samples_against_the_end_of_their_mdat(samples: list[int], wrong: int) -> None:
    part = FTYP + MOOV + moof(samples) + box(b"mdat", b"abcdefg")
    assert len(box_facts(part).out_of_bounds) == wrong


@pytest.mark.parametrize(("shift", "wrong"), [(0, 0), (-1, 1), (1, 1)])
def test_samples_against_the_start_of_their_mdat(shift: int, wrong: int) -> None:
    right = len(moof([7])) + 8
    part = FTYP + MOOV + moof([7], right + shift) + box(b"mdat", b"abcdefg")
    assert len(box_facts(part).out_of_bounds) == wrong


@pytest.mark.parametrize(("edits", "found"), [(elst(0), False), (elst(1), True), (elst(-1), True), (elst(0, 2), True)])
def test_an_edit_list_counts_if_it_does_anything(edits: bytes, found: bool) -> None:
    assert box_facts(FTYP + moov_with(edits) + FRAGMENT).has_edit_list is found


def test_a_size_of_64_bits() -> None:
    wide = struct.pack(">I4sQ", 1, b"mdat", 16 + 7) + b"abcdefg"
    part = FTYP + MOOV + moof([7], len(moof([7])) + 16) + wide
    assert box_facts(part).out_of_bounds == []


def test_more_boxes_than_any_recording_has_end_the_walk() -> None:
    facts = box_facts(FTYP + box(b"free") * (MAX_BOXES + 10))
    assert facts.trailing_bytes == 11 * 8
