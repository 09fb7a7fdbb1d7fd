"""The owner's page in a real browser, before a service of recorded answers: stories of each screen,
axe-core, the keyboard alone, hostile text, pictures.

usage: test_page.py WORK [STORY …]      exit code 77 without Chromium, Node or the packages
"""

import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "fault_server"))
import peers


def main(work, *names):
    work = pathlib.Path(work)
    chromium = shutil.which("chromium")
    node = peers.node_with(HERE, work, "package.json")
    if not chromium or not node:
        print("Chromium, Node or the packages cannot be had: the page was not opened.")
        return peers.SKIPPED
    stories = [str(HERE / f"{name}.story.mjs") for name in names] or sorted(
        map(str, HERE.glob("*.story.mjs"))
    )
    command = [node, "--test", "--test-reporter=spec", "--test-concurrency=2", *stories]
    environment = {**os.environ, "PAGE_WORK": str(work.resolve()), "PAGE_CHROMIUM": chromium}
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
