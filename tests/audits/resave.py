"""Saves files again with LibreOffice, as a French office does.

    python resave.py FOLDER OUT FROM TO FILE ...   FROM is fr, text-comma, text-tab or book; TO is csv-fr, csv-comma, csv-tab, xlsx or ods
"""
import os, subprocess, sys, tempfile

PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>fr-FR</value></prop></item>
</oor:items>
"""
# Every column as a text: what the dialogue offers to who does not want numbers guessed.
AS_TEXT = "/".join(f"{column}/2" for column in range(1, 80))
READ = {
    "fr": "CSV:59,34,76,1,,0,false,false,false,false,false,0,true",
    "text-comma": f"CSV:44,34,76,1,{AS_TEXT},0,false,false",
    "text-tab": f"CSV:9,34,76,1,{AS_TEXT},0,false,false",
    "book": None,
}
FILTER = "Text - txt - csv (StarCalc)"
WRITE = {
    # As shown, in UTF-8.
    "csv-fr": f"csv:{FILTER}:59,34,76,1,,0,false,true,false",
    "csv-comma": f"csv:{FILTER}:44,34,76,1,,0,false,true,false",
    "csv-tab": f"csv:{FILTER}:9,34,76,1,,0,false,true,false",
    "xlsx": "xlsx",
    "ods": "ods",
}

out, read, write, *files = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    os.mkdir(f"{folder}/user")
    with open(f"{folder}/user/registrymodifications.xcu", "w") as file:
        file.write(PROFILE)
    command = ["soffice", f"-env:UserInstallation=file://{folder}", "--headless", "--norestore"]
    if READ[read]:
        command.append(f"--infilter={READ[read]}")
    subprocess.run(command + ["--convert-to", WRITE[write], "--outdir", out] + files, check=True, capture_output=True, timeout=600)
print("{}")
