"""`bestsms_api.models` imports a model on first use, and type checkers see every name."""

import inspect
import pickle
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import bestsms_api.models as models

BIN = Path(sys.executable).parent


def models_loaded_by(statement: str) -> set[str]:
    """Return the modules below `bestsms_api.models` that a statement loads in a new process."""
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    package = f"{models.__name__}."
    return {name.removeprefix(package) for name in done.stdout.split() if name.startswith(package)}


@pytest.mark.parametrize(
    ("statement", "loaded"),
    [
        ("import bestsms_api.models", set[str]()),
        ("from bestsms_api.models import Contact", {"contact"}),
        ("from bestsms_api.models import StatusResult", {"status_result"}),
        (
            "from bestsms_api.api.reports import get_status",
            {"error_result", "status_result"},
        ),
        (
            "from bestsms_api import models; models.StatusResult; models.SendResult",
            {"send_result", "status_result"},
        ),
    ],
)
def test_only_used_models_are_loaded(statement: str, loaded: set[str]) -> None:
    assert models_loaded_by(statement) == loaded


@pytest.mark.parametrize("name", models.__all__)
def test_every_name_resolves_to_its_model(name: str) -> None:
    model = getattr(models, name)
    assert getattr(models, name) is model
    assert name in dir(models)
    if inspect.isclass(model):  # the others are Literal types
        assert getattr(import_module(model.__module__), name) is model
        assert pickle.loads(pickle.dumps(model)) is model


def test_an_unknown_name_raises_the_usual_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = models.Nothing  # type: ignore[attr-defined]  # pyright: ignore
    with pytest.raises(ImportError, match="cannot import name 'Nothing'"):
        exec("from bestsms_api.models import Nothing")  # noqa: S102


@pytest.mark.slow
@pytest.mark.parametrize(
    "checker", [("mypy", "--strict"), ("pyright", "--pythonpath", sys.executable)]
)
def test_type_checkers_know_exactly_the_models(checker: tuple[str, ...], tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from bestsms_api import models\n"
        "from bestsms_api.models import Nothing\n"
        "models.AlsoNothing\n"
        "contact: models.Contact = models.Recipient()\n"
        + "".join(f"models.{name}\n" for name in models.__all__),
        encoding="utf-8",
    )
    command = [str(BIN / checker[0]), *checker[1:], str(script)]
    done = subprocess.run(command, check=False, cwd=tmp_path, capture_output=True, text=True)
    errors = [line for line in done.stdout.splitlines() if f"{script.name}:" in line]
    errors = [line for line in errors if "error" in line]
    assert {line.partition(f"{script.name}:")[2][0] for line in errors} == {"2", "3", "4"}, done


def test_building_an_operation_does_not_load_httpx() -> None:
    program = (
        "import sys; from bestsms_api.api.messaging import send_sms; assert send_sms._get_kwargs; "
        "assert 'httpx' not in sys.modules; "
        "from bestsms_api import AuthenticatedClient, Client; assert 'httpx' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
