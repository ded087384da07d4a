"""Validates the data package (frictionless) and the description of each CSV file on the Web (CSVW).

    python packages.py PACKAGE [CSV_ADDRESS ...]   prints {"resources": …, "tables": …, "faults": […]}
"""
import json, sys, warnings

import frictionless
from csvw import CSVW

warnings.simplefilter("ignore")
faults = []
# It names addresses outside this folder, of the service itself.
with frictionless.system.use_context(trusted=True):
    report = frictionless.validate(sys.argv[1])
faults += ["%s: %s" % (name, message) for name, message in report.flatten(["name", "message"])]
faults += [f"package: {error.message}" for error in report.errors]
tables = 0
for address in sys.argv[2:]:
    table = CSVW(address, validate=True)
    tables += 1
    if not table.is_valid:
        faults += [f"{address}: {warning.message}" for warning in table.warnings] or [f"{address}: not valid"]
    if not (table.t and table.tables):
        faults.append(f"{address}: its description is not found")
print(json.dumps({"resources": len(report.tasks), "tables": tables, "faults": faults}, default=str))
sys.exit(bool(faults))
