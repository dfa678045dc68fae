"""Small workbooks written by hand, as no writer of them is installed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
    '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


class Day(int):
    """An Excel day number that is shown as a date."""


def xlsx(sheets: Mapping[str, Mapping[int, Sequence[object]]]) -> bytes:
    """Sheet name -> row number -> cells; None is no cell."""
    names = list(enumerate(sheets, start=1))
    book = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>' for i, name in names)
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{RELATION}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i, _ in names
    )
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>{book}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}<Relationship Id="rId99" '
        f'Type="{RELATION}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
    }
    for i, name in names:
        rows = "".join(_row(number, cells) for number, cells in sheets[name].items())
        parts[f"xl/worksheets/sheet{i}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return _zipped({name: '<?xml version="1.0"?>' + text for name, text in parts.items()})


def _row(number: int, cells: Sequence[object]) -> str:
    return (
        f'<row r="{number}">'
        + "".join(_cell(f"{chr(65 + i)}{number}", c) for i, c in enumerate(cells))
        + "</row>"
    )


def _cell(place: str, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
        case Day():
            return f'<c r="{place}" s="1"><v>{int(value)}</v></c>'
        case str():
            text = escape(value)
            return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        case _:
            return f'<c r="{place}"><v>{value!r}</v></c>'


def ods(rows: Sequence[Sequence[str]]) -> bytes:
    """One sheet of texts."""
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{office}" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="One">{cells}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{SPREADSHEET}"/></manifest:manifest>'
    )
    return _zipped({"mimetype": SPREADSHEET, "META-INF/manifest.xml": manifest, "content.xml": content})


def _zipped(parts: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()
