"""Show the examples of docstrings as code in the API reference.

Griffe expects sections called `Examples:`, but ours are called `Example:`.
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
