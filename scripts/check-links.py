#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that every link of the repository's Markdown files to the repository itself leads somewhere.

A link to a heading must name one that exists, by the anchor that code hosts make of it. Links to the
outside are not followed: a document must not fail because somebody else's server does.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*$", re.MULTILINE)


def prose(document: Path) -> str:
    """The text without code blocks, where `#` and `[a](b)` mean something else."""
    return FENCE.sub("", document.read_text(encoding="utf-8"))


def anchors(document: Path) -> set[str]:
    """Headings in lower case, punctuation dropped, spaces as hyphens."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(prose(document))
    }


def broken(document: Path, link: str) -> str | None:
    """Why a link leads nowhere, or None."""
    if re.match(r"[a-z][a-z0-9+.-]*:", link):
        return None
    path, _, anchor = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    if not target.is_relative_to(ROOT):
        return "leaves the repository"
    if not target.exists():
        return "no such file"
    if anchor and target.suffix == ".md" and anchor not in anchors(target):
        return "no such heading"
    return None


def main() -> int:
    # Asking git leaves out build folders; new files count before they are committed.
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.md"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout
    documents = [ROOT / name for name in listing.split("\0") if name and (ROOT / name).exists()]
    checked, faults = 0, []
    for document in documents:
        for link in LINK.findall(prose(document)):
            checked += 1
            if reason := broken(document, link):
                faults.append(f"{document.relative_to(ROOT)}: {link}: {reason}")
    print(*faults, sep="\n", file=sys.stderr, end="\n" if faults else "")
    print(f"documents: {len(documents)} files, {checked} links, {len(faults)} broken")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
