"""Workbooks made by hand for tests: plain ones, and ones that nobody should unpack."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
WORKBOOK = (
    f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONSHIPS}">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
TO_WORKBOOK = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
    f'Type="{RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
TO_SHEET = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
    f'Type="{RELATIONSHIPS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)


def xlsx(path: Path, **sheets) -> Path:
    """A workbook with these sheets, each a list of rows."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def ods(path: Path, rows) -> Path:
    """An OpenDocument sheet named S; a cell is text, a number or a date."""
    told = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    spaces = " ".join(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "table", "text"))
    body = (
        f'<?xml version="1.0"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="S">{told}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    members = {"mimetype": ODS, "content.xml": body, "META-INF/manifest.xml": manifest}
    return packed(path, {name: text.encode() for name, text in members.items()})


def sheet_of(path: Path, cells: str, **how) -> Path:
    """A workbook whose one sheet is this XML."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **how) as packed:
        packed.writestr("[Content_Types].xml", CONTENT_TYPES)
        packed.writestr("_rels/.rels", TO_WORKBOOK)
        packed.writestr("xl/workbook.xml", WORKBOOK)
        packed.writestr("xl/_rels/workbook.xml.rels", TO_SHEET)
        body = f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{cells}</sheetData></worksheet>'
        packed.writestr("xl/worksheets/sheet1.xml", body)
    return path


def far_corner(path: Path) -> Path:
    """Two cells, in the first and the last corner of the largest sheet: 17 thousand million between them."""
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return sheet_of(path, cells)


def bomb(path: Path, mebibytes: int) -> Path:
    """A sheet of spaces that packs to a thousandth."""
    return sheet_of(path, " " * (mebibytes * 2**20), compresslevel=9)


def lying(path: Path, mebibytes: int) -> Path:
    """The same, with a directory that says that every member is small."""
    bomb(path, mebibytes)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as packed:
        for member in packed.infolist():
            true = member.file_size.to_bytes(4, "little")
            for signature, size_at, name_at in ((b"PK\3\4", 22, 30), (b"PK\1\2", 24, 46)):
                at = data.find(signature)
                while at >= 0:
                    name = data[at + name_at : at + name_at + len(member.filename)].decode("latin-1")
                    if name == member.filename and data[at + size_at : at + size_at + 4] == true:
                        data[at + size_at : at + size_at + 4] = (100).to_bytes(4, "little")
                    at = data.find(signature, at + 4)
    path.write_bytes(data)
    return path


def repeated(path: Path) -> Path:
    """An OpenDocument sheet of one cell that says that it is repeated over the largest sheet."""
    ods(path, [["a"], ["x"]])
    with zipfile.ZipFile(path) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    before, row, after = members["content.xml"].rpartition(b"<table:table-row><table:table-cell")
    assert row
    many = b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell'
    members["content.xml"] = before + many + b' table:number-columns-repeated="16384"' + after
    return packed(path, members)


def packed(path: Path, members: dict[str, bytes]) -> Path:
    """A packed file of these members."""
    with zipfile.ZipFile(path, "w") as file:
        for name, body in members.items():
            file.writestr(name, body)
    return path


def _ods_cell(cell) -> str:
    if isinstance(cell, float | int):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    if hasattr(cell, "isoformat"):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
