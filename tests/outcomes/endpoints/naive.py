"""Every endpoint once more, on one Python string at a time: slow, plain, and written apart from the engine.

Each function takes a word without `_` and returns the published columns as a tuple; None is missing.
Rules are those of definitions A.3 to A.5.
"""

from __future__ import annotations

import re


def part(word, first, last=None):
    """1-based, inclusive; negative from the end; clipped."""
    last = len(word) if last is None else last
    first = len(word) + first + 1 if first < 0 else first
    last = len(word) + last + 1 if last < 0 else last
    return word[max(first, 1) - 1 : max(last, 0)]


def drop(word):
    return word.replace("o", "")


def pos(word):
    return word.replace("o", "+").replace("*", "+")


def neg_share(word):
    return (word.count("-") + 0.5 * word.count("*")) / len(word) if word else 0.0


def use_share(word):
    return (word.count("+") + 0.5 * word.count("*")) / len(word) if word else 0.0


def window(word, width, needed, symbol="+"):
    if len(word) < width:
        return None, None
    for i in range(len(word) - width + 1):
        if word[i : i + width].count(symbol) >= needed:
            return i + 1 + width - needed, 1
    return len(word) - needed + 1, 0


def retained(word):
    return len(word.rstrip("o"))


def longest(word):
    return max(len(piece) for piece in word.split("+"))


def mode(word):
    votes_for = word.count("+") + word.count("*")
    if votes_for == word.count("-") == 0:
        return word
    return word.replace("o", "+" if votes_for >= word.count("-") else "-")


def knv(word):
    fills = {0.0: "-", 0.25: "*", 0.5: "*", 0.75: "+", 1.0: "+"}
    use = {"+": 1, "*": 0.5, "-": 0}
    out = list(word.replace("_", "o"))
    for i in range(1, len(word) - 1):
        if word[i] == "o" and word[i - 1] in use and word[i + 1] in use:
            out[i] = fills[(use[word[i - 1]] + use[word[i + 1]]) / 2]
    return "".join(out)


def lattice(word, visits):
    padded = word[: len(visits)].ljust(len(visits), "o")
    return "".join(symbol if visit == "o" else "_" for symbol, visit in zip(padded, visits, strict=True))


def locf(word, symbol):
    out = ""
    for each in word:
        out += out[-1] if each == symbol and out else each
    return out


def ling(word, values, penalties):
    score = most = 0.0
    for symbol, penalty in zip(word, penalties, strict=True):
        score += values.get(symbol, 0) * (penalty if symbol in "+*" else 1)
        most += max(values["+"] * penalty, values["o"])
    return 120 - 120 * score / most


def use_index(word, values, penalties):
    if retained(word) <= 3:
        return (0.0,)
    return (ling(word[:15], values, penalties),) if len(word) >= 15 else (None,)


def responder(word):
    seen = locf(lattice(pos(word), "ooooooo_o_o_o_o"), "_")
    early, late = seen[4:7], seen[8:15]
    return (early.count("-") / 3 >= 2 / 3 and seen[7] == "-" and late.count("-") / 7 >= 5 / 6,)


def from_day_21(word):
    time, event = window(part(pos(word), 3), 4, 4)
    return (None, None) if time is None else (time + 2, event)


def at_weeks_4_8_12(word):
    return (1 - use_share(lattice(word, "___o" * 3).replace("_", "").replace("o", "+")),)


FIRST_USE = lambda w: window(pos(w), 1, 1)  # noqa: E731
ALL_SCREENS = lambda w: (neg_share(w),)  # noqa: E731
SCREENS_DONE = lambda w: (neg_share(drop(w)),)  # noqa: E731
IN_STUDY = lambda w: (neg_share(w[: retained(w)]),)  # noqa: E731
THIRTEEN_WEEKS = lambda w: (neg_share(w[:13]),)  # noqa: E731
NOT_USING = lambda w: (1 - use_share(w),)  # noqa: E731
NOT_USING_OF_DONE = lambda w: (1 - use_share(drop(w)),)  # noqa: E731

LATER_COSTS_MORE = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5]

NAIVE = {
    "Ab_ctnNinetyFour_2023": lambda w: (
        part(w, 12, 15).replace("*", "+") in ("----", "o---", "-o--", "--o-", "---o"),
    ),
    "Ab_fiellin_2006": lambda w: (pos(w).count("-"),),
    "Ab_kosten_1993": lambda w: ("---" in w,),
    "Ab_krupitskyA_2011": lambda w: ("+" not in part(pos(w), 5, 15),),
    "Ab_krupitskyB_2011": lambda w: (part(pos(w), 5, 15).count("-"),),
    "Ab_ling_1998": lambda w: ("----" in w,),
    "Ab_lofwall_2018": responder,
    "Ab_mokri_2016": FIRST_USE,
    "Ab_schottenfeld_2005": lambda w: (longest(drop(w).replace("*", "+")),),
    "Ab_schottenfeldA_2008": FIRST_USE,
    "Ab_schottenfeldB_2008": lambda w: (longest(pos(w)),),
    "Ab_shufman_1994": lambda w: window(w.replace("o", "-").replace("*", "+"), 1, 1),
    "Ab_ctnThirty_2011": lambda w: (pos(w).endswith("-") and part(pos(w), -4, -2).count("+") <= 1,),
    "Rd_comer_2006": lambda w: (neg_share(w[:8]),),
    "Rd_eissenberg_1997": lambda w: (retained(w) >= 15 and "----" in knv(w)[:15],),
    "Rd_fiellin_2006": ALL_SCREENS,
    "Rd_fudala_2003": SCREENS_DONE,
    "Rd_haight_2019": lambda w: (neg_share(part(w, 5, 15)),),
    "Rd_jaffe_1972": lambda w: (neg_share(mode(w)) if retained(w) >= 8 else 0.0,),
    "Rd_johnson_1992": ALL_SCREENS,
    "Rd_kostenB_1993": lambda w: (neg_share(drop(w)[:15]) >= 0.7,),
    "Rd_lingA_1998": lambda w: (neg_share(drop(w)[:15]),),
    "Rd_lingC_1998": lambda w: (w[:15].count("-") + 0.5 * w[:15].count("*"),),
    "Rd_ling_2010": lambda w: (neg_share(w[:15]),),
    "Rd_lingA_1976": lambda w: use_index(w, {"+": 1, "*": 0.5, "o": 0.22}, LATER_COSTS_MORE),
    "Rd_lingB_1976": lambda w: use_index(
        w, {"+": 0.8, "*": 0.4, "o": 1.0}, [1 + i * 4 / 14 for i in range(15)]
    ),
    "Rd_lofwall_2018": lambda w: (neg_share(locf(lattice(w.replace("o", "+"), "ooooooo_o_o_o_o"), "_")),),
    "Rd_mattickA_2003": IN_STUDY,
    "Rd_mattickB_2003": THIRTEEN_WEEKS,
    "Rd_paniA_2000": SCREENS_DONE,
    "Rd_paniB_2000": ALL_SCREENS,
    "Rd_petitjean_2001": lambda w: (1 - use_share(w.replace("o", "+")) if w else 0.0,),
    "Rd_preston_2000": THIRTEEN_WEEKS,
    "Rd_schottenfeld_2005": SCREENS_DONE,
    "Ab_schwartz_2006": lambda w: (part(w, 15, 15) == "-",),
    "Rd_shufman_1994": NOT_USING,
    "Rd_soyka_2008": NOT_USING_OF_DONE,
    "Rd_strain_1993": lambda w: (1 - use_share(part(w, 6, 15)),),
    "Rd_strain_1994": NOT_USING,
    "Rd_strain_1996": NOT_USING_OF_DONE,
    "Rd_strain_1999": NOT_USING,
    "Rd_strang_2010": lambda w: (neg_share(part(w, -12)) >= 0.5,),
    "Rd_strang_2019": lambda w: (neg_share(w[:12]),),
    "Rd_tanum_2017": IN_STUDY,
    "Rd_wolstein_2009": SCREENS_DONE,
    "Rd_woody_2008": at_weeks_4_8_12,
    "Rd_zaks_1972": lambda w: (len(drop(w)) - w.count("+") - 0.5 * w.count("*"),),
    "Rs_ctnNinetyFour_2023": lambda w: window(pos(w), 4, 4),
    "Dr_ctnNinetyFour_2023": lambda w: window(w, 4, 4, "o"),
    "Rs_johnson_1992": lambda w: ("++" in part(pos(w), 4),),
    "Rs_krupitsky_2004": lambda w: (re.search(r"\+\+\+", pos(w)) is not None,),
    "Rs_lee_2016": lambda w: window(pos(w), 4, 2),
    "Rs_ctnFiftyOne_2018": from_day_21,
    "Rs_schottenfeld_2008": lambda w: window(pos(w), 3, 3),
}


def naive(id, word):
    """The columns of one endpoint as floats; a position without a visit is deleted before.

    The time of a survival endpoint is where its position stood in the word as given.
    """
    values = list(NAIVE[id](word.replace("_", "")))
    if len(values) == 2 and values[0] is not None:
        values[0] = [i for i, symbol in enumerate(word, start=1) if symbol != "_"][values[0] - 1]
    return tuple(float("nan") if value is None else float(value) for value in values)
