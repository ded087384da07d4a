"""Reads every form of every list with the readers that people use, and compares their rows and types with the pages of records.

    python readers.py ADDRESS ["dataset?query" ...]   prints {"compared": …, "faults": […]}
"""
import csv, datetime, io, json, re, sqlite3, sys, tempfile, urllib.parse, urllib.request
from decimal import Decimal

import duckdb, openpyxl, pyarrow as arrow, pyarrow.parquet as parquet

BASE = sys.argv[1]
FAULTS, COMPARED = [], 0
csv.field_size_limit(1 << 30)


def fetch(path):
    # What is encoded already stays so.
    with urllib.request.urlopen(BASE + urllib.parse.quote(path, safe="/?&=%:,;+-._~")) as answer:
        return answer.read()


def records(name, query):
    found, path = [], f"/v1/{name}?{query}&limit=1000"
    while path:
        page = json.loads(fetch(path))
        found += page["data"]
        path = page["links"].get("next")
    return found


def number(value):
    return None if value is None else Decimal(str(value)).normalize() + 0


def item(value):
    """A value of an item of a part, whatever reader gave it."""
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float, Decimal)) or isinstance(value, str) and re.fullmatch(r"-?\d+\.\d\d", value):
        return number(value)
    return value


def items(value):
    return [{name: item(held) for name, held in one.items()} for one in value or []]


def texts(value):
    told = [one or "" for one in value or []]
    return told if any(told) else []


def instant(value):
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value


def day(value):
    if isinstance(value, datetime.datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, datetime.date) else value


PLAIN = {
    "string": lambda value: value,
    "integer": lambda value: value,
    "number": number,
    "boolean": lambda value: value,
    "date": day,
    "datetime": instant,
    "array": items,
    "list": texts,
}


def from_text(kind, text, decimal="."):
    """A cell of CSV: what the Table Schema says it is."""
    if text == "":
        return [] if kind in ("array", "list") else None
    # Only `dialect=fr` marks texts.
    if decimal == "," and kind in ("string", "list") and text[0] == "'" and text.lstrip("'")[:1] in tuple("=+-@\t\r＝＋－＠"):
        text = text[1:]
    if kind == "integer":
        return int(text)
    if kind == "number":
        return number(text.replace(decimal, "."))
    if kind == "boolean":
        return {"true": True, "false": False}[text]
    if kind == "array":
        return items(json.loads(text))
    if kind == "list":
        return texts(text.split(";"))
    return text


def same(form, name, query, kinds, expected, rows):
    global COMPARED
    COMPARED += 1
    where = f"{name}.{form}?{query}"
    if len(rows) != len(expected):
        FAULTS.append(f"{where}: {len(rows)} rows, {len(expected)} expected")
        return
    for truth, row in zip(expected, rows):
        for field, kind in kinds.items():
            wanted = PLAIN[kind](truth[field])
            if wanted != row[field]:
                FAULTS.append(f"{where}: {truth.get('slug')}.{field}: {row[field]!r}, {wanted!r} expected")
                return


def text_rows(data, kinds, delimiter=",", decimal="."):
    reader = csv.DictReader(io.StringIO(data, newline=""), delimiter=delimiter, strict=True)
    for row in reader:
        yield {field: from_text(kinds[field], cell, decimal) for field, cell in row.items()}


def french(cell):
    kept = re.fullmatch(r'="(.*)"', cell, re.S)
    return kept[1] if kept else cell


def json_rows(rows, kinds):
    return [{field: PLAIN[kinds[field]](value) for field, value in row.items()} for row in rows]


ARROW = {
    "string": lambda kind: arrow.types.is_string(kind),
    "integer": lambda kind: kind == arrow.int64(),
    "number": lambda kind: arrow.types.is_decimal(kind),
    "boolean": lambda kind: kind == arrow.bool_(),
    "date": lambda kind: kind == arrow.date32(),
    "datetime": lambda kind: kind == arrow.timestamp("ms", tz="UTC"),
    "array": lambda kind: arrow.types.is_list(kind) and arrow.types.is_struct(kind.value_type),
    "list": lambda kind: arrow.types.is_list(kind) and arrow.types.is_string(kind.value_type),
}
DUCK = {
    "string": "VARCHAR", "integer": "BIGINT", "number": "DECIMAL", "boolean": "BOOLEAN", "date": "DATE",
    "datetime": "TIMESTAMP WITH TIME ZONE", "array": "STRUCT", "list": "VARCHAR[]",
}


def compare(name, query, fields):
    # Warnings are for readers of JSON: files do not have them.
    expected = [{key: value for key, value in record.items() if key != "warnings"} for record in records(name, query)]
    shown = list(expected[0]) if expected else [field for field in fields]
    kinds = {field: fields[field] for field in shown}
    ask = lambda form, more="": fetch(f"/v1/{name}.{form}?{query}{more}")

    plain = ask("csv").decode()
    same("csv", name, query, kinds, expected, list(text_rows(plain, kinds)))
    if expected and not plain.endswith("\r\n"):
        FAULTS.append(f"{name}.csv: lines do not end as RFC 4180 says")
    tableur = ask("csv", "&dialect=fr").decode()
    if not tableur.startswith("\ufeff"):
        FAULTS.append(f"{name}.csv?dialect=fr has no byte-order mark")
    reader = csv.reader(io.StringIO(tableur[1:], newline=""), delimiter=";", strict=True)
    header = next(reader)
    rows = [{field: from_text(kinds[field], french(cell), ",") for field, cell in zip(header, row)} for row in reader]
    same("fr.csv", name, query, kinds, expected, rows)
    lines = [json.loads(line) for line in ask("ndjson").decode().splitlines()]
    same("ndjson", name, query, kinds, expected, json_rows(lines, kinds))
    if lines != expected or json.loads(ask("json")) != expected:
        FAULTS.append(f"{name}: JSON files and pages differ")

    sheet = openpyxl.load_workbook(io.BytesIO(ask("xlsx")), read_only=True).worksheets[0]
    grid = list(sheet.iter_rows(values_only=True))
    rows = []
    for cells in grid[1:]:
        row = {}
        for field, value in zip(grid[0], cells):
            kind = kinds[field]
            if kind in ("list", "array"):
                value = from_text(kind, value or "")
            elif isinstance(value, str) and kind in ("string", "date", "datetime"):
                pass
            elif kind == "string" and value is not None:
                FAULTS.append(f"{name}.xlsx: {field} is no text: {value!r}")
            row[field] = value if kind in ("list", "array") else PLAIN[kind](value)
        rows.append(row)
    same("xlsx", name, query, kinds, expected, rows)

    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(ask("parquet"))
        file.flush()
        table = parquet.read_table(file.name)
        for field in table.schema:
            if not ARROW[kinds[field.name]](field.type):
                FAULTS.append(f"{name}.parquet: {field.name} is {field.type}")
        rows = [{field: PLAIN[kinds[field]](value) for field, value in row.items()} for row in table.to_pylist()]
        same("parquet (pyarrow)", name, query, kinds, expected, rows)
        duck = duckdb.connect()
        duck.execute("SET TimeZone = 'UTC'")
        for field, kind, *_ in duck.execute(f"DESCRIBE SELECT * FROM '{file.name}'").fetchall():
            if not kind.startswith(DUCK[kinds[field]]):
                FAULTS.append(f"{name}.parquet: DuckDB reads {field} as {kind}")
        found = duck.execute(f"SELECT * FROM '{file.name}'")
        names = [column[0] for column in found.description]
        rows = [{field: PLAIN[kinds[field]](value) for field, value in zip(names, row)} for row in found.fetchall()]
        same("parquet (DuckDB)", name, query, kinds, expected, rows)
    return expected, kinds


def everything(kept):
    with tempfile.NamedTemporaryFile(suffix=".sqlite") as file:
        file.write(fetch("/segur-ouvert.sqlite"))
        file.flush()
        base = sqlite3.connect(file.name)
        base.row_factory = sqlite3.Row
        if base.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            FAULTS.append("segur-ouvert.sqlite is damaged")
        if base.execute("PRAGMA foreign_key_check").fetchall():
            FAULTS.append("sqlite: a reference points at no row")
        described = {tuple(row) for row in base.execute("SELECT table_name, column_name FROM columns")}
        labelled = {(row["table_name"], row["column_name"], row["code"]) for row in base.execute("SELECT * FROM labels")}
        definitions = dict(base.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall())
        indexes = [row["tbl_name"] for row in base.execute("SELECT tbl_name FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL")]
        if not {"observations", "regional_envelopes", "solutions"} <= set(indexes):
            FAULTS.append(f"sqlite: indexes of {sorted(set(indexes))}")
        for name, (expected, kinds) in kept.items():
            table = name.replace("-", "_")
            found = base.execute(f"SELECT * FROM {table}").fetchall()
            order = lambda row: row["slug"]
            rows = [plain(row, kinds, name) for row in found]
            same("sqlite", name, "", kinds, sorted(expected, key=order), sorted(rows, key=order))
            if found and {(table, column) for column in found[0].keys()} - described:
                FAULTS.append(f"sqlite: columns of {table} that nothing describes")
            if "/*" not in definitions[table]:
                FAULTS.append(f"sqlite: {table} has no comments")
            for field in (field for field, kind in kinds.items() if kind == "array"):
                of_part(base, f"{table}_{field}", field, expected)
        amounts = [Decimal(record["amount"]) for record in kept["regional-envelopes"][0] if record["amount"] is not None]
        if base.execute("SELECT max(amount_cents) FROM regional_envelopes").fetchone()[0] != max(amounts) * 100:
            FAULTS.append("sqlite: the greatest amount is not the greatest")
        if base.execute("SELECT DISTINCT typeof(amount_cents) FROM regional_envelopes WHERE amount_cents NOT NULL").fetchall()[0][0] != "integer":
            FAULTS.append("sqlite: cents are no integers")
        if ("observations", "status", "final") not in labelled:
            FAULTS.append("sqlite: labels")


def plain(found, kinds, name):
    """A row of a table, as the page has it. Money is told twice."""
    row = {}
    for field in found.keys():
        if field.endswith("_cents") and field not in kinds:
            field = field.removesuffix("_cents")
            cents, text = found[field + "_cents"], found[field + "_text"]
            if cents != (None if text is None else int(text.replace(".", ""))):
                FAULTS.append(f"sqlite: {name}.{field}")
            row[field] = number(text)
            continue
        if field not in kinds:
            continue
        value, kind = found[field], kinds[field]
        if kind in ("list", "array"):
            value = json.loads(value)
        elif kind == "boolean" and value is not None:
            value = bool(value)
        row[field] = PLAIN[kind](value)
    return row


def of_part(base, table, field, expected):
    """The items of a part, a row each, are those of the records."""
    rows = {}
    for found in base.execute(f"SELECT * FROM {table} ORDER BY slug, place"):
        row = {}
        for name in found.keys():
            if name.endswith("_cents"):
                row[name.removesuffix("_cents")] = None if found[name] is None else Decimal(found[name]) / 100
            elif name not in ("slug", "place") and not name.endswith("_text"):
                row[name] = found[name]
        rows.setdefault(found["slug"], []).append({name: str(value) for name, value in row.items()})
    for record in expected:
        wanted = [{name: held for name, held in one.items()} for one in record[field]]
        held = rows.get(record["slug"], [])
        alike = len(wanted) == len(held) and all(
            name in row and same_value(value, row[name]) for one, row in zip(wanted, held) for name, value in one.items()
        )
        if not alike:
            FAULTS.append(f"sqlite: {table} of {record['slug']}: {held}, {wanted} expected")
            return


def same_value(value, text):
    if isinstance(value, bool):
        return text == str(int(value))
    if isinstance(value, list):
        return json.loads(text) == value
    if isinstance(value, (int, float)) or isinstance(value, str) and re.fullmatch(r"-?\d+\.\d\d", value):
        return number(text) == number(value)
    return text == str(value)


kept = {}
for dataset in json.loads(fetch("/v1/datasets"))["data"]:
    name = dataset["name"]
    fields = {field["name"]: field["type"] for field in json.loads(fetch(f"/v1/{name}/schema.json"))["fields"]}
    kept[name] = compare(name, "", fields)
    for asked in sys.argv[2:]:
        wanted, _, query = asked.partition("?")
        if wanted == name:
            compare(name, query, fields)
everything(kept)
print(json.dumps({"compared": COMPARED, "faults": FAULTS}, ensure_ascii=False))
sys.exit(bool(FAULTS))
