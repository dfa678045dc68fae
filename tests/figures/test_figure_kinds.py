"""What holds for every figure kind."""

from __future__ import annotations

import itertools
import struct
import subprocess
import sys

import pytest

from stepdown.disclosure.protected import Protected
from stepdown.errors import DisclosureError, PlanError, StepdownError
from stepdown.figures import FigureWords, figure_description, figure_kind, figure_kinds
from stepdown.figures.save import save_png

KINDS = (
    "balance",
    "curves",
    "definitions",
    "exits",
    "follow_up",
    "forest",
    "overlap",
    "pathways",
    "tipping",
    "trajectory",
)
LAYOUTS = ("full", "phone")
LONG = FigureWords("Of 100 people, more stayed in care " * 8, "For everybody admitted " * 12, "Method " * 90)


def test_the_registry_lists_the_files():
    assert figure_kinds() == KINDS


def test_an_unknown_kind_is_refused_with_a_suggestion():
    with pytest.raises(PlanError, match="Did you mean curves"):
        figure_kind("curvs")


def test_importing_the_registry_does_not_load_matplotlib():
    code = "import sys, stepdown.figures; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_drawing_does_not_need_pyplot():
    code = "import sys; from stepdown.figures import figure_kind, figure_kinds; "
    code += "[figure_kind(name) for name in figure_kinds()]; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_drawing_leaves_the_settings_alone(make, words):
    import matplotlib

    before = dict(matplotlib.rcParams)
    for kind in KINDS:
        figure_kind(kind)(make(kind), words)
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_raw_table_is_refused(kind, tables, words):
    with pytest.raises(DisclosureError, match=f"figures.{kind}"):
        figure_kind(kind)(tables[kind](), words)
    with pytest.raises(DisclosureError, match=f"figures.{kind}"):
        figure_description(kind)(tables[kind](), words)


@pytest.mark.parametrize("kind", KINDS)
def test_a_lacking_column_is_named(kind, make, tables, words):
    lacking = "after" if kind == "balance" else "upper"
    with pytest.raises(StepdownError, match=lacking):
        figure_kind(kind)(make(kind, tables[kind]().drop(columns=lacking)), words)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_table_is_refused(kind, make, tables, words):
    with pytest.raises(StepdownError, match="no rows"):
        figure_kind(kind)(make(kind, tables[kind]().iloc[:0]), words)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_figure_has_the_same_bytes_and_no_metadata(kind, make, words, tmp_path):
    for name in ("a.png", "b.png"):
        save_png(figure_kind(kind)(make(kind), words), tmp_path / "new" / name)
    first, second = ((tmp_path / "new" / name).read_bytes() for name in ("a.png", "b.png"))
    assert first == second
    assert {chunk for chunk, _ in chunks(first)} == {b"IHDR", b"pHYs", b"IDAT", b"IEND"}
    dots_per_metre = next(
        struct.unpack(">I", body[:4])[0] for chunk, body in chunks(first) if chunk == b"pHYs"
    )
    assert round(dots_per_metre * 0.0254) == 300


def test_the_settings_of_the_reader_do_not_change_the_bytes(make, words, tmp_path):
    import matplotlib

    save_png(figure_kind("curves")(make("curves"), words), tmp_path / "a.png")
    with matplotlib.rc_context({"font.size": 20, "axes.grid": True, "lines.linewidth": 9, "savefig.dpi": 50}):
        save_png(figure_kind("curves")(make("curves"), words), tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", KINDS)
def test_texts_are_legible_inside_the_figure_and_apart(kind, layout, make, words, texts_of, four_groups):
    tables = (
        [make(kind)] if kind in ("forest", "definitions") else [make(kind), make(kind, groups=four_groups)]
    )
    for data, wording in itertools.product(tables, (words, LONG)):
        assert_readable(figure_kind(kind)(data, wording, layout), texts_of)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", ("curves", "follow_up", "trajectory"))
def test_awkward_labels_stay_readable(kind, layout, make, words, texts_of):
    groups = (
        ("a", "Residential care with medication for opioid use disorder and recovery housing", False),
        ("b", "Usual care", True),
        ("c", "Vouchers worth $5 to $10", False),
    )
    figure = figure_kind(kind)(make(kind, groups=groups), words, layout)
    assert_readable(figure, texts_of)
    assert any("$5" in text.get_text() for text in texts_of(figure))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_crowded_waves_stay_readable(layout, make, words, texts_of):
    days = (30, 91, 183, 274, 365, 548, 730)
    for kind in ("trajectory", "follow_up"):
        assert_readable(figure_kind(kind)(make(kind, days=days), words, layout), texts_of)


@pytest.mark.parametrize(("layout", "width"), [("full", 180), ("phone", 80)])
@pytest.mark.parametrize("kind", KINDS)
def test_the_width_is_the_one_of_the_layout(kind, layout, width, make, words):
    inches, _ = figure_kind(kind)(make(kind), words, layout).get_size_inches()
    assert inches * 25.4 == pytest.approx(width)


@pytest.mark.parametrize("kind", KINDS)
def test_simulated_data_are_named_twice_and_real_data_once(kind, make, words, texts_of):
    texts = " ".join(text.get_text() for text in texts_of(figure_kind(kind)(make(kind), words)))
    assert "SIMULATED DATA" in texts
    assert "Simulated data: no person is described." in texts
    real = FigureWords(words.title, words.subtitle, words.caption)
    texts = " ".join(text.get_text() for text in texts_of(figure_kind(kind)(make(kind), real)))
    assert "Real data." in texts
    assert "imulated" not in texts
    assert "SIMULATED" not in texts


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_with_everything_hidden_is_drawn_and_described(kind, make, tables, words):
    table = tables[kind]()
    values = [
        "estimate",
        "share",
        "mean",
        "lower",
        "upper",
        "number",
        "number_reached",
        "number_due",
        "before",
        "after",
    ]
    table[[column for column in values if column in table]] = float("nan")
    if kind in ("forest", "balance", "tipping"):
        table["status"] = "suppressed"
    data = make(kind, table)
    figure_kind(kind)(data, words).canvas.draw()
    alt = figure_description(kind)(data, words)
    assert "nan" not in alt.lower().split()
    assert words.title in alt


def assert_readable(figure, texts_of) -> None:
    texts = texts_of(figure)
    renderer = figure.canvas.get_renderer()
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
    assert min(text.get_fontsize() for text in texts) >= 7
    for text, box in boxes:
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1
        assert inside, f"{text!r} is cut off"
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        apart = a.x1 <= b.x0 or b.x1 <= a.x0 or a.y1 <= b.y0 or b.y1 <= a.y0
        assert apart, f"{one!r} overlaps {other!r}"


def chunks(png: bytes):
    place = 8
    while place < len(png):
        length, chunk = struct.unpack(">I4s", png[place : place + 8])
        yield chunk, png[place + 8 : place + 8 + length]
        place += 12 + length


def test_protected_cannot_be_forged_for_a_figure(tables):
    with pytest.raises(DisclosureError):
        Protected(tables["curves"]())
