"""Read scenario files: YAML with every key checked, so that a typing error is told with its line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from accounts.posts import Post
from ltci.rehearsal import shapes, values
from ltci.rehearsal.words import ACT_KEYS, CAST_KEYS, EXPECT_KEYS, PERSON_KEYS, STEP_KEYS, TOP_KEYS, person_of_post

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE_OPENS = time(9, 0)
CLOCK = "clock"
PEOPLE = ("assessors", "members")  # inputs that name people
NOBODY = frozenset({"", CLOCK, Post.PUBLIC.value})


class NoScenario(Exception):
    """The file is no scenario: which line, and why."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")


@dataclass(frozen=True)
class Step:
    line: int
    at: datetime
    by: str
    act: str
    inputs: dict[str, Any]
    expect: dict[str, Any]


@dataclass(frozen=True)
class Matter:
    name: str
    area: str
    person: dict[str, Any]
    cast: dict[str, dict[str, Any]]
    steps: list[Step] = field(default_factory=list)

    def named(self) -> list[str]:
        """Everybody whom a step names, as one who acts, is proposed, visits or sits in a panel; each once, in order."""
        names = [name for step in self.steps for name in (step.by, step.inputs.get("who", ""), *named_in(step.inputs))]
        return [name for name in dict.fromkeys(names) if name not in NOBODY]


def named_in(inputs: Mapping[str, Any]) -> list[str]:
    return [str(name) for key in PEOPLE for name in inputs.get(key, ())]


class _Loader(yaml.SafeLoader):
    """YAML 1.1 takes `on` for true; here only true and false are truth values, so that `on:` stays a key."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> list[Matter]:
    """The matters of one file; raises `NoScenario` with line and reason."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        root = loader.get_single_node()
    except OSError as error:
        raise NoScenario(path, 1, f"无法读取文件：{error.strerror}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise NoScenario(path, line, f"不是有效的 YAML：{error.problem}") from None
    except UnicodeDecodeError:
        raise NoScenario(path, 1, "文件不是 UTF-8 文本") from None
    if root is None:
        raise NoScenario(path, 1, "文件是空的")
    return _Reader(path, loader).matters(root)


class _Reader:
    def __init__(self, path: Path, loader: _Loader) -> None:
        self.path, self.loader = path, loader

    def wrong(self, node: yaml.Node, reason: str) -> NoScenario:
        return NoScenario(self.path, node.start_mark.line + 1, reason)

    def matters(self, root: yaml.Node) -> list[Matter]:
        top = self.mapping(root, TOP_KEYS, "顶层")
        name = str(self.plain(top["name"])) if "name" in top else self.path.stem
        if "matters" not in top:
            return [self.matter(root, top, name)]
        for key in top.keys() - {"name", "matters"}:
            raise self.wrong(top[key], f"写了 matters 时，{key} 应写在各个事项里")
        return [
            self.matter(node, self.mapping(node, TOP_KEYS - {"matters"}, "matters"), f"{name} #{number}")
            for number, node in enumerate(self.sequence(top["matters"], "matters"), 1)
        ]

    def matter(self, node: yaml.Node, top: Mapping[str, yaml.Node], name: str) -> Matter:
        for key in ("area", "steps"):
            if key not in top:
                raise self.wrong(node, f"缺少 {key}")
        area = str(self.plain(top["area"]))
        if len(area) != 6 or not area.isdigit() or area[:2] not in values.provinces():
            raise self.wrong(top["area"], f"area 应为六位行政区划代码，现为 {area}")
        cast = self.cast(top["cast"]) if _filled(top, "cast") else {}
        person = self.person(top["person"]) if _filled(top, "person") else {}
        steps = [self.step(step, cast) for step in self.sequence(top["steps"], "steps")]
        if (person.get("born") or date.min) > steps[0].at.date():
            raise self.wrong(top["person"], f"person.born 不能晚于第一步，现为 {person['born']}")
        return Matter(str(self.plain(top["name"])) if "name" in top else name, area, person, cast, steps)

    def person(self, node: yaml.Node) -> dict[str, Any]:
        given = {}
        for key, value in self.mapping(node, PERSON_KEYS, "person").items():
            given[key] = self.shaped(value, shapes.PERSON, key, f"person.{key}")
            if problem := values.wrong_in_person(key, given[key]):
                raise self.wrong(value, f"person.{key} {problem}，现为 {given[key]}")
        return given

    def cast(self, node: yaml.Node) -> dict[str, dict[str, Any]]:
        rows = {}
        for key, value in self.pairs(node):
            row = self.values(value, CAST_KEYS, f"cast.{key.value}")
            if key.value in rows:
                raise self.wrong(key, f"cast 中 {key.value} 写了两次")
            if row.get("body") not in (None, *values.BODIES):
                raise self.wrong(value, f"cast.{key.value}：没有评估机构 {row['body']}")
            rows[str(key.value)] = row | {"posts": self.posts(value, row.get("post"), f"cast.{key.value}")}
        return rows

    def posts(self, node: yaml.Node, given: Any, where: str) -> list[str]:
        """One post, or a list of posts that one person holds, as in a small agency."""
        posts = given if isinstance(given, list) else [given]
        unknown = [post for post in posts if post not in Post.values]
        if unknown or not posts:
            words = "、".join(f"{post}{_nearest(str(post), Post.values)}" for post in unknown if post is not None)
            raise self.wrong(node, f"{where}：没有岗位 {words or '（未写 post）'}")
        return posts

    def step(self, node: yaml.Node, cast: Mapping[str, Any]) -> Step:
        row = self.mapping(node, STEP_KEYS, "steps")
        for key in ("on", "act"):
            if key not in row:
                raise self.wrong(node, f"步骤缺少 {key}")
        act = str(self.plain(row["act"]))
        if act not in ACT_KEYS:
            raise self.wrong(row["act"], f"没有办理事项 {act}{_nearest(act, ACT_KEYS)}")
        by = str(self.plain(row["by"])) if "by" in row else ""
        if act != CLOCK and by != CLOCK and by not in cast and person_of_post(by) is None:
            near = _nearest(by, (*cast, *Post.values))
            raise self.wrong(row.get("by", node), f"没有岗位或人物 {by or '（未写 by）'}{near}")
        return Step(
            line=node.start_mark.line + 1,
            at=self.moment(row["on"]),
            by=by,
            act=act,
            inputs=self.inputs(row["with"], act, cast) if _filled(row, "with") else {},
            expect=self.expectation(row["expect"]) if _filled(row, "expect") else {},
        )

    def inputs(self, node: yaml.Node, act: str, cast: Mapping[str, Any]) -> dict[str, Any]:
        where = f"{act} 的 with"
        rows = self.mapping(node, ACT_KEYS[act], where)
        given = {
            key: self.shaped(value, shapes.INPUTS, key, f"{where} 中 {key}")
            for key, value in rows.items()
            if _filled(rows, key)
        }
        for word, known in values.unknown_in_inputs(given, cast, act):
            raise self.wrong(node, f"{where}：没有 {word}{_nearest(word, known)}")
        return given

    def expectation(self, node: yaml.Node) -> dict[str, Any]:
        expect = {}
        for key, value in self.mapping(node, EXPECT_KEYS, "expect").items():
            expect[key] = self.shaped(value, shapes.EXPECT, key, f"expect.{key}")
            if key == "due":
                expect[key] = self.days(value, expect[key])
            for word, known in values.unknown_in_expect(key, expect[key]):
                raise self.wrong(value, f"expect.{key}：没有 {word}{_nearest(word, known)}")
        return expect

    def shaped(self, node: yaml.Node, kinds: Mapping[str, str], key: str, where: str) -> Any:
        """The value of the node, of the kind that its key takes."""
        try:
            return shapes.read(kinds, key, self.plain(node))
        except ValueError as problem:
            raise self.wrong(node, f"{where} {problem}") from None

    def days(self, node: yaml.Node, rows: dict[str, Any]) -> dict[str, Any]:
        try:
            return shapes.days_of(rows)
        except ValueError as problem:
            raise self.wrong(node, f"expect.due {problem}") from None

    def moment(self, node: yaml.Node) -> datetime:
        value = self.plain(node)
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            raise self.wrong(node, f"on 应为日期或“日期T时:分”，现为 {value}") from None
        if isinstance(moment, datetime):
            return moment.replace(tzinfo=SHANGHAI)
        if isinstance(moment, date):
            return datetime.combine(moment, OFFICE_OPENS, SHANGHAI)
        raise self.wrong(node, f"on 应为日期或“日期T时:分”，现为 {value}")

    def mapping(self, node: yaml.Node, allowed: frozenset[str], where: str) -> dict[str, yaml.Node]:
        found: dict[str, yaml.Node] = {}
        for key, value in self.pairs(node, where):
            name = str(key.value)
            if name not in allowed:
                raise self.wrong(key, f"{where} 没有 {name} 这一项{_nearest(name, allowed)}")
            if name in found:
                raise self.wrong(key, f"{where} 中 {name} 写了两次")
            found[name] = value
        return found

    def pairs(self, node: yaml.Node, where: str = "cast") -> Iterator[tuple[Any, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong(node, f"{where} 应为“项: 值”的形式")
        yield from node.value

    def sequence(self, node: yaml.Node, where: str) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            raise self.wrong(node, f"{where} 应为不空的列表")
        return list(node.value)

    def values(self, node: yaml.Node, allowed: frozenset[str], where: str) -> dict[str, Any]:
        return {name: self.plain(value) for name, value in self.mapping(node, allowed, where).items()}

    def plain(self, node: yaml.Node) -> Any:
        try:
            return self.loader.construct_object(node, deep=True)  # type: ignore[no-untyped-call]
        except (yaml.MarkedYAMLError, ValueError) as error:
            raise self.wrong(node, f"值无法读取：{error}") from None


def _filled(rows: Mapping[str, yaml.Node], key: str) -> bool:
    """Whether something stands under the key; nothing and `null` mean that it is left out."""
    return key in rows and rows[key].tag != "tag:yaml.org,2002:null"


def _nearest(word: str, known: Any) -> str:
    import difflib

    close = difflib.get_close_matches(word, sorted(known), 1)
    return f"（是否应为 {close[0]}？）" if close else ""
