"""Let the API reference show the examples of docstrings as code.

Griffe knows sections called `Examples:`; ours are called `Example:`, as there is one.
"""

from typing import Any

import griffe


class ExampleSections(griffe.Extension):
    """Rename the sections before they are read."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rename the section in the docstring of one object."""
        if obj.docstring:
            text = obj.docstring.value
            obj.docstring.value = text.replace("\nExample:\n", "\nExamples:\n")
