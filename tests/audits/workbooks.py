"""Opens the workbook of every dataset as a person does, and says what is not ready to be read.

    python workbooks.py ADDRESS   prints {"opened": …, "faults": […]}
"""
import io, json, sys, urllib.request

import openpyxl
from openpyxl.utils import get_column_letter

BASE = sys.argv[1]
FAULTS, OPENED = [], 0


def fetch(path):
    with urllib.request.urlopen(BASE + path) as answer:
        return answer.read()


def widths(sheet):
    """The columns whose width the file gives: neighbours of one width are one entry."""
    given = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.width:
            given.update(range(dimension.min, dimension.max + 1))
    return given


def look(name, query, kinds, titles):
    global OPENED
    OPENED += 1
    sheet = openpyxl.load_workbook(io.BytesIO(fetch(f"/v1/{name}.xlsx{query}"))).worksheets[0]
    fault = lambda what: FAULTS.append(f"{name}.xlsx{query}: {what}")
    if sheet.freeze_panes != "A2":
        fault(f"the header is not frozen: {sheet.freeze_panes}")
    if sheet.auto_filter.ref != sheet.dimensions:
        fault(f"filters over {sheet.auto_filter.ref}, cells over {sheet.dimensions}")
    header = [cell.value for cell in sheet[1]]
    if header != titles:
        fault(f"titled {header}, not {titles}")
    missing = {get_column_letter(at) for at in range(1, len(header) + 1) if at not in widths(sheet)}
    if missing:
        fault(f"no width for {missing}")
    for row in sheet.iter_rows(min_row=2):
        for kind, cell in zip(kinds, row):
            if cell.value is None:
                continue
            if kind in ("date", "datetime") and not cell.is_date:
                fault(f"{cell.coordinate} is no date: {cell.value!r}")
            if kind == "euros" and (cell.data_type != "n" or cell.number_format != "#,##0.00"):
                fault(f"{cell.coordinate} is no amount: {cell.value!r} as {cell.number_format}")
            if kind == "number" and cell.data_type != "n":
                fault(f"{cell.coordinate} is no number: {cell.value!r}")


for dataset in json.loads(fetch("/v1/datasets"))["data"]:
    name = dataset["name"]
    fields = json.loads(fetch(f"/v1/{name}/schema.json"))["fields"]
    # JSON writes amounts of money as text, and other numbers as numbers.
    records = json.loads(fetch(f"/v1/{name}?limit=1000"))["data"]
    money = {field for record in records for field, value in record.items() if isinstance(value, str)}
    kinds = ["euros" if field["type"] == "number" and field["name"] in money else field["type"] for field in fields]
    names = [field["name"] for field in fields]
    look(name, "", kinds, names)
    french = fetch(f"/v1/{name}.csv?dialect=fr&lang=fr&limit=1").decode("utf-8-sig").splitlines()[0]
    titles = [title.strip('"') for title in french.split(";")]
    # Beside references and values stand their names and units.
    own = iter(kinds)
    words = ["string" if title.endswith(("(libellé)", "(unité)")) else next(own) for title in titles]
    look(name, "?lang=fr", words, titles)
print(json.dumps({"opened": OPENED, "faults": FAULTS}, ensure_ascii=False))
sys.exit(bool(FAULTS))
