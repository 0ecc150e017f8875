"""Makes the generated answer models cheap to build from JSON.

The generator copies each object, takes its fields out one by one, those that are absent included,
and calls the constructor with as many keywords: six times the cost of parsing a contact that has
five of its 36 fields. One merge of dictionaries puts all of them in the order of the constructor.
This rewrites `from_dict` of the models whose fields need no conversion; these are the ones that
answers hold by the thousand.
"""

from __future__ import annotations

import re

_POP = re.compile(r'        (\w+) = d\.pop\(("[^"]+")(, UNSET)?\)\n\n')
_BODY = re.compile(
    r"        d = dict\(src_dict\)\n"
    rf"((?:{_POP.pattern})+)"
    r"        (\w+) = cls\(\n((?:            \w+=\w+,\n)+)        \)\n\n"
    r"        (\w+)\.additional_properties = d\n"
)
_DECLARED = re.compile(r"^    (\w+): (?!.*init=False)", re.MULTILINE)
_HEADER = re.compile(r'^T = TypeVar\("T", bound="\w+"\)\n', re.MULTILINE)


class UnexpectedCodeError(Exception):
    """The generator writes other code than this was made for."""


def quicken(source: str) -> str:
    """Rewrite `from_dict` of a model.

    Args:
        source: the text of a generated module.

    Returns:
        The text, changed only if the model keeps unknown fields and has some of its own, all of
        which are taken as they are and of which one at least may be absent.

    Raises:
        UnexpectedCodeError: the fields do not stand in the order in which the class declares them,
            or something else is not where it was.
    """
    found = _BODY.search(source)
    if found is None:
        return source
    fields: list[tuple[str, str, str]] = _POP.findall(found[1])
    attributes = [attribute for attribute, _, _ in fields]
    required = [wire for _, wire, unset in fields if not unset]
    optional = [wire for _, wire, unset in fields if unset]
    if not optional:
        return source
    declared = _DECLARED.findall(source[: found.start()])
    given = re.findall(r"(\w+=\w+),", found[6])
    if not (
        declared == attributes
        and given == [f"{attribute}={attribute}" for attribute in attributes]
        and [wire for _, wire, _ in fields] == required + optional
    ):
        raise UnexpectedCodeError(f"the fields are {attributes}, but the class has {declared}")
    made = found[5]
    present = "".join(f", {wire}: src_dict[{wire}]" for wire in required)
    body = (
        f"        d = {{**_ABSENT, **src_dict{present}}}\n"
        f"        if len(d) == {len(fields)}:\n"
        f"            return cls(*d.values())\n"
        f"        {made} = cls(*tuple(d.values())[:{len(fields)}])\n"
        f"        {made}.additional_properties = dict(tuple(d.items())[{len(fields)}:])\n"
    )
    names = ", ".join(required + optional)
    absent = f"_ABSENT: dict[str, Any] = dict.fromkeys(({names},), UNSET)\n"
    source = source[: found.start()] + body + source[found.end() :]
    source, headers = _HEADER.subn(lambda header: header[0] + absent, source)
    if headers != 1:
        raise UnexpectedCodeError(f"the type variable stands there {headers} times")
    return source
