"""Makes and checks archive packages: a zip with `catalogue.pdf`, `index.json` and every item under its own hash.

What goes in is named by the chapter; here it is put together, hashed, stored, and compared later. A package is written
whole before its row: a crash leaves no row, at most a file that no row names.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID, uuid4

from django.core.files import File
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import timezone

from documents import printing
from documents.models import ArchivePackage, Letter, PaperFile
from documents.pdf import pdf_of

CHUNK = 1 << 20
INDEX, CATALOGUE = "index.json", "catalogue.pdf"
BUNDLED = (("matters", "事项档案"), ("left_out", "没有收入的事项"))


class ArchiveProblem(Exception):
    """A stored package is missing or is not the one that was filed; the text is a sentence."""


@dataclass(frozen=True)
class Item:
    """One paper of the catalogue; `part` is the part of the archive that the policy asks for."""

    part: str
    label: str
    number: str
    on: str
    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Package:
    """What was written: where, under which hash, how many items."""

    id: UUID
    file: str
    sha256: str
    items: int


def letter_item(letter: Letter, part: str, now: datetime) -> tuple[Item, bytes]:
    """A letter with its PDF as issued (made now where nobody has opened it yet)."""
    if not letter.printed:
        letter = printing.print_letter(letter.pk, now=now)
    content = printing.open_pdf(letter)
    day = timezone.localtime(letter.issued_at).date().isoformat()
    name = f"letters/{letter.kind}-{letter.pk}.pdf"
    return Item(part, letter.label, letter.number, day, name, letter.sha256, len(content)), content


def paper_item(paper: PaperFile, part: str) -> Item:
    day = timezone.localtime(paper.stored_at).date().isoformat() if paper.stored_at else ""
    ending = paper.name.rpartition(".")[2][:5]
    return Item(part, paper.label, paper.name, day, f"papers/{paper.pk}.{ending}", paper.sha256, paper.size)


def write(
    *,
    title: str,
    facts: dict[str, Any],
    letters: Sequence[tuple[Letter, str]],
    papers: Sequence[tuple[PaperFile, str]],
    texts: Sequence[tuple[str, str, str]],
    parts: Sequence[tuple[str, str]],
    now: datetime,
) -> Package:
    """Write the package; `texts` are (part, label, content) of what is no letter and no file, such as the journal.

    `parts`: code and label of the parts that the policy asks for, in its order; one without an item is said to lack.
    """
    items: list[Item] = []
    with TemporaryFile() as held:
        with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as package:
            for letter, part in letters:
                item, content = letter_item(letter, part, now)
                package.writestr(item.name, content)
                items.append(item)
            for paper, part in papers:
                item = paper_item(paper, part)
                _copy(paper.file, package, item)
                items.append(item)
            _close(package, title, facts, items, texts, parts, now)
        return _store(held, len(items), now)


def bundle(
    *,
    title: str,
    facts: dict[str, Any],
    archives: Sequence[ArchivePackage],
    texts: Sequence[tuple[str, str, str]],
    now: datetime,
    told: Callable[[int], None],
) -> Package:
    """Many packages as one, each whole with its own catalogue; `told` hears after each how many are in.

    Raises ArchiveProblem where a package is no longer the one that was filed.
    """
    items: list[Item] = []
    with TemporaryFile() as held:
        with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as package:
            for row in archives:
                item = archive_item(row)
                if _copy(row.file, package, item) != row.sha256:
                    raise ArchiveProblem(f"{row.number}的档案文件与归档时不一致，请先校验。")
                items.append(item)
                told(len(items))
            _close(package, title, facts, items, texts, BUNDLED, now)
        return _store(held, len(items), now)


def archive_item(row: ArchivePackage) -> Item:
    day = timezone.localtime(row.made_at).date().isoformat()
    label, size = f"{row.person_name}（第 {row.edition} 版，{row.items} 件）", default_storage.size(row.file)
    return Item("matters", label, row.number, day, f"matters/{row.pk}.zip", row.sha256, size)


def _copy(file: str, package: zipfile.ZipFile, item: Item) -> str:
    """Into the package in pieces; returns the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    with default_storage.open(file) as source, package.open(item.name, "w", force_zip64=True) as target:
        while piece := source.read(CHUNK):
            digest.update(piece)
            target.write(piece)
    return digest.hexdigest()


def _close(
    package: zipfile.ZipFile,
    title: str,
    facts: dict[str, Any],
    items: list[Item],
    texts: Sequence[tuple[str, str, str]],
    parts: Sequence[tuple[str, str]],
    now: datetime,
) -> None:
    """What comes last: the records that are text, the index for machines, the catalogue for people."""
    for order, (part, label, text) in enumerate(texts):
        data = text.encode()
        name = f"records/{order}.txt"
        items.append(Item(part, label, "", now.date().isoformat(), name, hashlib.sha256(data).hexdigest(), len(data)))
        package.writestr(name, data)
    package.writestr(INDEX, _index(title, facts, items, now))
    package.writestr(CATALOGUE, pdf_of(_catalogue(title, facts, items, parts, now)))


def _store(held: Any, items: int, now: datetime) -> Package:
    package_id = uuid4()
    held.seek(0)
    digest = hashlib.file_digest(held, "sha256").hexdigest()
    held.seek(0)
    place = default_storage.save(f"archives/{now:%Y}/{package_id}.zip", File(held))
    return Package(package_id, place, digest, items)


def _index(title: str, facts: dict[str, Any], items: Sequence[Item], now: datetime) -> str:
    rows = [item.__dict__ for item in items]
    return json.dumps(
        {"title": title, **facts, "made_at": now.isoformat(), "items": rows}, ensure_ascii=False, indent=1
    )


def _catalogue(title: str, facts: dict[str, Any], items: Sequence[Item], parts: Any, now: datetime) -> str:
    grouped = [(label, [item for item in items if item.part == code]) for code, label in parts]
    others = [item for item in items if item.part not in dict(parts)]
    context = {
        "title": title,
        "facts": facts,
        "groups": [*grouped, *([("其他", others)] if others else [])],
        "made": now,
    }
    return render_to_string("archive/catalogue.html", context)


def faults(file: str, sha256: str) -> list[str]:
    """What is wrong with a stored package, in sentences; nothing when it is what was filed."""
    if not default_storage.exists(file):
        return ["档案文件不在存储中。"]
    with default_storage.open(file) as held:
        whole = hashlib.sha256()
        while piece := held.read(CHUNK):
            whole.update(piece)
        found = [] if whole.hexdigest() == sha256 else ["档案文件与归档时不一致。"]
        held.seek(0)
        try:
            with zipfile.ZipFile(held) as package:
                return found + _faults_inside(package)
        except (zipfile.BadZipFile, KeyError, ValueError):
            return [*found, "档案文件已损坏，打不开。"]


def _faults_inside(package: zipfile.ZipFile) -> list[str]:
    found = []
    for row in json.loads(package.read(INDEX))["items"]:
        digest = hashlib.sha256()
        with package.open(row["name"]) as item:
            while piece := item.read(CHUNK):
                digest.update(piece)
        if digest.hexdigest() != row["sha256"]:
            found.append(f"“{row['label']}”（{row['name']}）与目录中的校验值不一致。")
    return found
