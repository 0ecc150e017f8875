"""The quick checks of `make release`, and the wheel in otherwise empty environments."""

import datetime as dt
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest
import yaml

import contract as c
import distribution
import environments
import smoke
from distribution import Built
from sandbox_process import SandboxProcess, running_sandbox

EPOCH = dt.date(2030, 1, 31)
# What uses the libraries of the extras most, and waits for nothing.
TESTED_WITH_THE_OLDEST = (
    *(
        f"tests/contract/sandbox/test_{name}.py"
        for name in ("address_book", "incomplete_requests", "operations", "page", "page_forms",
                     "plugin", "refusals", "sending", "strict_json", "tolerances")
    ),
    "tests/unit/campaign",
    "tests/unit/network",
)  # fmt: skip
TEST_TOOLS = "freezegun", "hypothesis", "pytest", "pytest-xdist", "smsutil", "trio", "tzlocal"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return distribution.build(c.ROOT, tmp_path_factory.mktemp("dist"), epoch=EPOCH)


@pytest.fixture(scope="module")
def gateway() -> Iterator[SandboxProcess]:
    with running_sandbox() as gateway:
        yield gateway


def test_the_changelog_begins_with_this_version() -> None:
    assert distribution.last_release().version == distribution.version()


def build_nothing(*_: object, **__: object) -> None: ...


def test_trying_the_pythons_does_not_report_a_release(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    loader = SourceFileLoader("release", str(c.ROOT / "scripts" / "release"))
    spec = spec_from_loader("release", loader)
    assert spec
    release = module_from_spec(spec)
    loader.exec_module(release)
    monkeypatch.setattr(release, "running_sandbox", nullcontext)
    monkeypatch.setattr(distribution, "build", build_nothing)
    monkeypatch.setattr(environments, "interpreters", dict[str, Path])
    monkeypatch.setattr(sys, "argv", ["release", "--pythons"])
    assert release.main() == 0
    assert "Ready" not in capsys.readouterr().out  # nothing is in dist/


def test_the_version_matches_the_changelog_and_the_tag(tmp_path: Path) -> None:
    package = tmp_path / "overlay" / "bestsms_client"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('__version__ = "1.2.0"\n', encoding="utf-8")
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text(
        "# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2030-01-31\n\n- One.\n", encoding="utf-8"
    )
    assert distribution.version_problems([], tmp_path) == []
    assert distribution.entries("1.2.0", tmp_path) == "- One."
    assert distribution.version_problems(["v1.2.0", "reviewed"], tmp_path) == []
    assert distribution.version_problems(["v1.1.0"], tmp_path) == [
        "The version is 1.2.0, and the tag of this commit is v1.1.0."
    ]

    changelog.write_text(
        "# Changelog\n\n## [Unreleased]\n\n- Two.\n\n## [1.1.0] - 2030-01-31\n\n- One.\n",
        encoding="utf-8",
    )
    assert distribution.version_problems([], tmp_path) == [
        "The version is 1.2.0, and the newest in CHANGELOG.md is 1.1.0.",
        "CHANGELOG.md lists changes under [Unreleased].",
    ]


def test_builds_are_reproducible(built: Built, tmp_path: Path) -> None:
    assert distribution.reproduce(built, tmp_path, epoch=EPOCH) == []
    (tmp_path / "other").mkdir()
    assert distribution.reproduce(built, tmp_path / "other", epoch=EPOCH + dt.timedelta(1)) == [
        "A second build makes another wheel.",
        "A second build makes another source archive.",
        "The source archive builds another wheel.",
    ]


def test_the_archives_contain_exactly_the_sources(built: Built, tmp_path: Path) -> None:
    assert distribution.wheel_problems(built.wheel) == []
    assert distribution.sdist_problems(built.sdist) == []

    spoilt = tmp_path / built.wheel.name
    left_out = "bestsms_client/zones.tsv"
    with zipfile.ZipFile(built.wheel) as good, zipfile.ZipFile(spoilt, "w") as archive:
        for name in good.namelist():
            if name != left_out:
                changed = b"# changed\n" * (name == "bestsms_client/times.py")
                archive.writestr(name, good.read(name) + changed)
        archive.writestr("tests/test_something.py", "")
    assert distribution.wheel_problems(spoilt) == [
        "tests/test_something.py must not be in the archive.",
        "bestsms_client/zones.tsv is missing.",
        "bestsms_client/times.py is not the same as overlay/bestsms_client/times.py.",
    ]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a/tests/b.py", "", "is a test or a cache"),
        ("a/b.sqlite", "", "is of an unknown kind"),
        ("a.py", "-----BEGIN " + "PRIVATE KEY-----", "a private key"),
        (
            "a.py",
            "token = 'eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.c2lnbmF0dXJl'",
            "a JSON Web Token",
        ),
        ("a.md", "AKIA" + "ABCDEFGHIJKLMNOP", "an access key"),
        ("a.py", "open('/home/" + "jo/people.csv')", "a home folder"),
        ("a.py", "open('/ro" + "ot/people.csv')", "a home folder"),
        ("a.py", "to='+61412" + "345678'", "a real phone number"),
    ],
)
def test_unreleasable_files_are_reported(name: str, content: str, problem: str) -> None:
    (found,) = distribution.file_problems(name, content.encode())
    assert problem in found


@pytest.mark.parametrize(
    ("licences", "refused"),
    [
        ({"MIT", "PSF-2.0"}, None),
        ({"Apache-2.0 OR GPL-2.0-only"}, None),
        ({"Apache-2.0 AND MIT"}, None),
        ({"MIT AND GPL-2.0-only"}, "MIT AND GPL-2.0-only"),
        ({"MIT", "GPL-3.0-only"}, "GPL-3.0-only"),
        ({"(MIT OR ISC) AND GPL-2.0-only"}, "(MIT OR ISC) AND GPL-2.0-only"),
    ],
)
def test_licences_of_dependencies(licences: set[str], refused: str | None) -> None:
    problem = f"one has the licence {refused!r}, which is not among those allowed."
    expected = [problem] if refused else []
    assert distribution.licence_problems({"one": licences}) == expected
    assert distribution.licence_problems({"two": set()}) == ["two states no licence."]


def test_licences_are_read_from_an_sbom(tmp_path: Path) -> None:
    old = {"license": {"name": "License :: OSI Approved :: Apache Software License"}}
    parts = [
        {"name": "old", "licenses": [old]},
        {"name": "new", "licenses": [{"expression": "MIT OR Apache-2.0"}]},
        {"name": "plain", "licenses": [{"license": {"id": "ISC"}}]},
        {"name": "none"},
    ]
    sbom = tmp_path / "sbom.json"
    sbom.write_text(json.dumps({"components": parts}), encoding="utf-8")
    assert distribution.licences(sbom) == {
        "old": {"Apache-2.0"},
        "new": {"MIT OR Apache-2.0"},
        "plain": {"ISC"},
        "none": set(),
    }


def test_third_party_files_are_in_the_notice() -> None:
    assert distribution.notice_problems() == []


def test_the_metadata_is_valid_and_its_page_renders(built: Built) -> None:
    command = [sys.executable, "-m", "twine", "check", "--strict", "--", *map(str, built)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_extra_has_a_smoke_test(built: Built) -> None:
    assert sorted(smoke.CHECKS) == sorted(["none", *distribution.extras(built.wheel)])


def test_every_requirement_has_a_lower_bound() -> None:
    assert [line for line in environments.requirements() if ">=" not in line] == []


@pytest.mark.slow
@pytest.mark.needs("registry")
def test_everything_works_on_each_python_of_this_machine(
    built: Built, gateway: SandboxProcess, tmp_path: Path
) -> None:
    every = distribution.extras(built.wheel)
    for version, interpreter in environments.interpreters().items():
        python = environments.create(tmp_path / version, interpreter)
        wanted = environments.wheel_with(built.wheel, every)
        environments.install(python, wanted, constraints=environments.pins())
        environments.smoke(python, ["none", *every], gateway)


@pytest.mark.slow
@pytest.mark.needs("registry")
def test_the_oldest_allowed_versions(built: Built, gateway: SandboxProcess, tmp_path: Path) -> None:
    wanted = environments.requirements()
    named = {environments.package_name(line) for line in wanted}
    python = environments.create(tmp_path / "venv")
    environments.install(
        python,
        *wanted,
        *environments.pins(TEST_TOOLS),
        constraints=environments.pins(without=named),
        options=["--resolution", "lowest-direct"],
    )
    environments.install(python, str(built.wheel), options=["--no-deps"])
    environments.smoke(python, ["none", *distribution.extras(built.wheel)], gateway)
    done = subprocess.run(
        [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider",
         "-m", "not (slow or needs or alone)", *TESTED_WITH_THE_OLDEST],
        cwd=c.ROOT,
        check=False,
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:]


def test_only_the_publishing_job_of_the_workflow_has_an_identity() -> None:
    workflow = yaml.safe_load((c.ROOT / ".ci" / "publish.yml").read_text(encoding="utf-8"))
    build, publish = workflow["jobs"]["build"], workflow["jobs"]["publish"]
    assert workflow["permissions"] == {}
    assert build["permissions"] == {"contents": "read"}
    assert publish["permissions"] == {"id-token": "write"}
    assert publish["needs"] == "build"
    assert "make release" in [step.get("run") for step in build["steps"]]
    assert [step for step in publish["steps"] if "run" in step] == []
