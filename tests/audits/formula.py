"""Types a formula in a cell of LibreOffice, and prints what the cell shows.

    python formula.py FORMULA

A macro types it, as a person does: formulas of a file that is opened may read no address.
"""
import os, subprocess, sys, tempfile

MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Formula" script:language="StarBasic">Sub Run()
Dim hidden(0) As New com.sun.star.beans.PropertyValue
hidden(0).Name = "Hidden"
hidden(0).Value = True
sheets = StarDesktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, hidden())
cell = sheets.Sheets(0).getCellByPosition(0, 0)
cell.Formula = Environ("FORMULA")
sheets.calculateAll()
file = FreeFile
Open Environ("OUT") For Output As #file
Print #file, cell.String
Close #file
sheets.close(True)
End Sub
</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false">
<library:element library:name="Formula"/>
</library:library>
"""

with tempfile.TemporaryDirectory() as folder:
    office = ["soffice", f"-env:UserInstallation=file://{folder}", "--headless", "--norestore"]
    # The first start makes the folder of macros.
    subprocess.run([*office, "--terminate_after_init"], check=True, capture_output=True, timeout=300)
    for name, text in (("Formula.xba", MACRO), ("script.xlb", LIBRARY)):
        with open(f"{folder}/user/basic/Standard/{name}", "w") as file:
            file.write(text)
    out = f"{folder}/out.txt"
    told = {**os.environ, "FORMULA": sys.argv[1], "OUT": out}
    subprocess.run([*office, "macro:///Standard.Formula.Run()"], env=told, check=True, capture_output=True, timeout=300)
    print(open(out).read(), end="")
