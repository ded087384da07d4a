"""Holds the OpenAPI description against the running service.

    python contract.py ADDRESS SEED EXAMPLES PHASES

schemathesis runs all checks but those named here, each with its reason, over generated requests of every read. It prints what it found and fails for any. The whole, with all values at their bounds, takes some minutes: PHASES examples,coverage,fuzzing.
"""
import json, os, subprocess, sys, tempfile, urllib.request

address, seed, examples, phases = sys.argv[1:]
api = json.load(urllib.request.urlopen(f"{address}/openapi.json"))

# `fields` chooses the members of records: what an answer holds then depends on the request, which OpenAPI cannot say.
for name, parameter in list(api["components"]["parameters"].items()):
    if name.endswith("Fields"):
        del api["components"]["parameters"][name]
for item in api["paths"].values():
    for operation in item.values():
        kept = [one for one in operation.get("parameters", []) if not one.get("$ref", "").endswith("Fields")]
        operation["parameters"] = kept

EXCLUDED = [
    # Names of records and institutions, moments and cursors must exist; calculators have rules between inputs. A schema cannot say it.
    "positive_data_acceptance",
    # Credentials are tried by the tests of access: this run has none, and its operations need none.
    "ignored_auth",
]
# What institutions do needs a credential and changes data: the tests of imports, drafts and access have them, and each of their answers is validated.
INSTITUTIONS = "^/v1/(institution|revisions|datasets/.*/import)"

with tempfile.TemporaryDirectory() as folder:
    with open(f"{folder}/openapi.json", "w") as file:
        json.dump(api, file)
    command = [
        os.path.join(os.path.dirname(sys.executable), "schemathesis"), "run", f"{folder}/openapi.json", "--url", address, "--seed", seed,
        "--max-examples", examples, "--checks", "all", "--exclude-checks", ",".join(EXCLUDED), "--exclude-path-regex", INSTITUTIONS,
        "--phases", phases, "--generation-database", "none", "--workers", "2", "--no-color",
        # A slow machine is no finding: the usual ten seconds are for large files of a program that is not optimised.
        "--request-timeout", "300",
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    # Addresses may be long.
    told = "\n".join(line[:400] for line in done.stdout.splitlines())
    if done.returncode:
        sys.exit(told[-20_000:] + done.stderr[-2_000:])
print(json.dumps({"summary": told.splitlines()[-1] if told else ""}))
