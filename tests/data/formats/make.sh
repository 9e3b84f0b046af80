#!/bin/sh
# Makes the files of this folder out of source/, with what people make such files with.
# Debian: apt-get install --no-install-recommends pandoc libreoffice-writer-nogui \
#   libreoffice-calc-nogui
# They are kept in the tree; run this only to change them, from any folder.
set -eu
cd "$(dirname "$0")"
export SOURCE_DATE_EPOCH=1700000000 HOME="$(mktemp -d)"
office() { soffice --headless "$@" >/dev/null 2>&1; }

# By pandoc: styles by name, numbered and bulleted lists, a note, a table.
pandoc source/handbook.md -o handbook.docx
pandoc source/handbook.md -o handbook.odt
pandoc source/handbook.md --split-level=1 -o handbook.epub 2>/dev/null ||
    pandoc source/handbook.md --epub-chapter-level=1 -o handbook.epub

# By LibreOffice, with a layout: pages, running heads, styles of its own.
office --convert-to docx:"MS Word 2007 XML" --outdir . source/questions.html
mv questions.docx fragen.docx
office --convert-to odt --outdir . source/questions.html
mv questions.odt fragen.odt
office --convert-to pdf --outdir . handbook.odt

# By LibreOffice Calc; the second sheet of one is put there by hand (Python).
office --convert-to xlsx:"Calc MS Excel 2007 XML" --outdir . source/faq.csv
office --convert-to xlsx:"Calc MS Excel 2007 XML" --outdir . source/prices.csv

# By XlsxWriter (python3-xlsxwriter): cells with formats, a title over the table, two sheets.
python3 source/figures.py

# A knowledge base as it is packed.
python3 source/qnamaker.py

# Archives, with what stands in them as zip and gzip write it.
python3 - <<'PY'
import gzip, zipfile
with zipfile.ZipFile("archive.zip", "w", zipfile.ZIP_DEFLATED) as out:
    for name, of in (("docs/handbook.md", "source/handbook.md"), ("office/handbook.docx", "handbook.docx")):
        info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        out.writestr(info, open(of, "rb").read())
    out.writestr(zipfile.ZipInfo("docs/picture.png", (2024, 1, 1, 0, 0, 0)), b"\x89PNG")
with open("handbook.md.gz", "wb") as out:
    out.write(gzip.compress(open("source/handbook.md", "rb").read(), mtime=0))
PY
