"""10: account numbers."""

from __future__ import annotations

import re

from stepdown.records.guard.column import Column
from stepdown.records.guard.rule import END, NO, START, Rule

WHY = "An account leads to its holder."


def luhn(digits: str) -> bool:
    """The check digit of payment cards and of device numbers (IMEI)."""
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _is_card(match: str) -> bool:
    digits = re.sub(r"\D", "", match)
    return 13 <= len(digits) <= 19 and luhn(digits)


def _is_iban(match: str) -> bool:
    """An international account number: two check digits, modulo 97."""
    code = re.sub(r"[^A-Za-z0-9]", "", match).upper()
    turned = code[4:] + code[:4]
    return 15 <= len(code) <= 34 and int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def _holds_long_numbers(column: Column) -> bool:
    """Eleven digits and more: an account, a card, a plan's or a device's number, or a time to the second."""
    return column.largest >= 1e10 and bool((column.wholes.str.len_chars() >= 11).any())


RULES = (
    Rule(
        kind=10,
        rule="Account numbers",
        why=WHY,
        named=r"(?:\w+_)?(?:accounts?|acct)(?:_?(?:id|no|num|nbr|number|numbers))?\d?|iban|swift|routing\w*(?:_\w+)?"
        r"|(?:credit|debit|bank|payment)_?card\w*(?:_\w+)?|card_?(?:no|num|number)|guarantor\w*(?:_\w+)?|billing_?(?:no|id|number)",
        pattern=rf"\b(?:acct|account|a/c|iban|routing|aba|invoice|guarantor){NO}[a-z]{{0,4}}[- ]?\d[\d-]{{3,}}",
    ),
    Rule(
        kind=10,
        rule="Payment card numbers",
        why=WHY,
        pattern=rf"{START}(?:(?:\d{{4}}[- .]){{3}}\d{{1,7}}|\d{{4}}[- ]\d{{6}}[- ]\d{{5}}|\d{{13,19}}){END}",
        confirm=_is_card,
    ),
    Rule(
        kind=10,
        rule="International account numbers (IBAN)",
        why=WHY,
        pattern=r"\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?\b",
        confirm=_is_iban,
    ),
    Rule(
        kind=10,
        rule="Numbers of eleven digits or more",
        why="So long a number is an account's, a card's, a device's or a point in time.",
        column=_holds_long_numbers,
        pattern=rf"{START}\d{{11,}}{END}",
        keys_pass=True,
        dates_pass=True,
    ),
    Rule(
        kind=4,
        rule="Ten digits in a row, as in a telephone number",
        why="So long a number is a telephone's, an account's or a point in time.",
        column=lambda column: column.largest >= 1e9 and bool((column.wholes.str.len_chars() == 10).any()),
        keys_pass=True,
        dates_pass=True,
    ),
)
