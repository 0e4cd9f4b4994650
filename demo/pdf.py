"""Write a plain text as a PDF statement: one font, wrapped lines, as many pages as it needs."""

from __future__ import annotations

import textwrap
from datetime import datetime

COLUMNS = 84
LINES_A_PAGE = 48


def write_pdf(title: str, paragraphs: tuple[str, ...], created: datetime) -> bytes:
    """The bytes of a PDF 1.4 file in Helvetica; letters outside Windows-1252 become "?"."""
    lines = [title, ""]
    for paragraph in paragraphs:
        indent = "   " if paragraph.startswith("- ") else ""
        wrapped = textwrap.wrap(paragraph, COLUMNS, initial_indent=indent, subsequent_indent=indent)
        lines += [*wrapped, ""]
    sheets = [lines[i : i + LINES_A_PAGE] for i in range(0, len(lines), LINES_A_PAGE)]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(sheets)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(sheets)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, sheet in enumerate(sheets):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            b" /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (5 + 2 * n)
        )
        objects.append(_stream(sheet))
    objects.append(
        b"<< /Title ("
        + _escaped(title)
        + b") /CreationDate (D:"
        + f"{created:%Y%m%d%H%M%S}Z".encode()
        + b") >>"
    )
    return _file(objects)


def _stream(lines: list[str]) -> bytes:
    shown = b"\n".join(b"(" + _escaped(line) + b") Tj T*" for line in lines)
    content = b"BT /F1 11 Tf 60 780 Td 15 TL\n" + shown + b"\nET"
    return b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream"


def _escaped(text: str) -> bytes:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return escaped.encode("cp1252", "replace")


def _file(objects: list[bytes]) -> bytes:
    """Number the objects, write the cross-reference table and the trailer (ISO 32000-1, 7.5)."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, value in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + value + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)
