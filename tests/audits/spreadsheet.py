"""Opens CSV files as a French spreadsheet does, and tells what its cells hold.

    python spreadsheet.py FILE.csv ...   prints {"FILE.csv": [[[type, value], ...], ...]}

LibreOffice with French settings, semicolons, and formulas evaluated, as Excel always does.
"""
import datetime, json, os, subprocess, sys, tempfile

import openpyxl

PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>fr-FR</value></prop></item>
</oor:items>
"""
# Semicolon, quote, UTF-8, from line 1; numbers in quotes are numbers; special numbers are not looked for; formulas are evaluated.
OPEN = "CSV:59,34,76,1,,0,false,false,false,false,false,0,true"

told = {}
with tempfile.TemporaryDirectory() as folder:
    os.mkdir(f"{folder}/user")
    with open(f"{folder}/user/registrymodifications.xcu", "w") as file:
        file.write(PROFILE)
    for path in sys.argv[1:]:
        command = ["soffice", f"-env:UserInstallation=file://{folder}", "--headless", "--norestore", f"--infilter={OPEN}"]
        subprocess.run(command + ["--convert-to", "xlsx", "--outdir", folder, path], check=True, capture_output=True, timeout=300)
        sheet = f"{folder}/{os.path.basename(path).removesuffix('.csv')}.xlsx"
        # It ends well even when it does nothing.
        rows = openpyxl.load_workbook(sheet, data_only=True).worksheets[0].iter_rows(values_only=True)
        kind = lambda value: type(value).__name__
        plain = lambda value: value.isoformat() if isinstance(value, datetime.date) else value
        told[path] = [[[kind(value), plain(value)] for value in row] for row in rows]
print(json.dumps(told, ensure_ascii=False))
