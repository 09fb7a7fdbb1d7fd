"""The report in a real browser: nothing in its console, nothing asked of the network, no sideways
scrolling, no serious finding of axe-core, light and dark, on a phone and on a desk.

usage: test_browser.py WRITE_SAMPLE WORK      exit code 77 without Chromium, Node or axe-core
"""
import json
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "fault_server"))
import peers

SERIOUS = ("serious", "critical")


def main(write_sample, work):
    work = pathlib.Path(work)
    chromium = shutil.which("chromium")
    node = peers.node_with(HERE, work, "check.cjs")
    if not chromium or not node:
        print("chromium, Node or axe-core cannot be had: the report was not opened.")
        return peers.SKIPPED
    subprocess.run([write_sample, work], check=True)
    pages = [work / f"{name}.html" for name in ("ru", "en", "empty")]
    found = [json.loads(line) for line in peers.output_of(
        node, work / "check.cjs", chromium, work, *pages).splitlines()]
    faults = []
    for look in found:
        at = f"{look['page']} at {look['width']} px, {look['scheme']}"
        faults += [f"{at}: console: {text}" for text in look["console"]]
        faults += [f"{at}: asked for {url}" for url in look["requests"]]
        faults += [f"{at}: {look[key]} px too wide" for key in ("overflow", "overflow_open")
                   if look[key] > 0]
        faults += [f"{at}: axe: {one}" for one in look["axe"] if one["impact"] in SERIOUS]
        for one in look["axe"]:
            print(at, one["impact"], one["id"], one["first"])
    print("\n".join(faults))
    print(f"{len(found)} looks, {len(faults)} faults")
    return 1 if faults or len(found) != 9 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
