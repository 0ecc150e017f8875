"""The API reference as plain Markdown, for programs that read it without running mkdocstrings."""

import re
from collections.abc import Iterator

import griffe

PACKAGES = ("bestsms_api", "bestsms_client", "bestsms_campaign", "bestsms_sandbox")
_DIRECTIVE = re.compile(r"^::: (\S+)\n((?: +\S.*\n)*)", re.MULTILINE)
_HEADING = re.compile(r"heading: (.+)")


def expanded(page: str) -> str:
    """Replace each directive of mkdocstrings by the signatures and docstrings that it shows."""
    if not _DIRECTIVE.search(page):
        return page
    loader = griffe.GriffeLoader()
    for package in PACKAGES:
        loader.load(package)
    loader.resolve_aliases(external=False)

    def replaced(directive: re.Match[str]) -> str:
        found = _target(loader.modules_collection[directive[1]])
        heading = _HEADING.search(directive[2])
        return "\n".join(_entry(found, heading[1] if heading else found.name, level=3))

    return _DIRECTIVE.sub(replaced, page)


def _target(found: griffe.Object | griffe.Alias) -> griffe.Object:
    return found.final_target if isinstance(found, griffe.Alias) else found


def _entry(found: griffe.Object, name: str, *, level: int) -> Iterator[str]:
    yield f"{'#' * level} {name}\n"
    if signature := _signature(found):
        yield f"```python\n{signature}\n```\n"
    if found.docstring:
        yield f"{found.docstring.value}\n"
    if isinstance(found, griffe.Class):
        for member in found.members.values():
            if not member.name.startswith("_") and member.has_docstring:
                yield from _entry(_target(member), f"{name}.{member.name}", level=level + 1)


def _signature(found: griffe.Object) -> str:
    if isinstance(found, griffe.Class) and "__init__" in found.all_members:
        made = _target(found.all_members["__init__"])
        return f"{found.name}{_arguments(made)}" if isinstance(made, griffe.Function) else ""
    if isinstance(found, griffe.Function):
        if any(str(one.value) == "lazy" for one in found.decorators):  # a property
            return f"{found.name}: {found.returns}"
        return f"{found.name}{_arguments(found)} -> {found.returns}"
    if isinstance(found, griffe.Attribute) and found.annotation:
        return f"{found.name}: {found.annotation}"
    return ""


def _arguments(function: griffe.Function) -> str:
    text = function.signature(return_type=False)
    return re.sub(r"\(self(?:, )?", "(", text[text.index("(") :], count=1)
