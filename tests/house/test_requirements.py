"""The lock files: every dependency with version and hashes, for three systems and three Pythons, and no index named."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).resolve().parents[2]
FOLDER = TOP / "requirements"
LOCKS = sorted(path.stem for path in FOLDER.glob("*.txt"))
SYSTEMS = {
    "linux": {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux", "platform_machine": "x86_64"},
    "windows": {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows", "platform_machine": "AMD64"},
    "macos": {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin", "platform_machine": "arm64"},
}
PYTHONS = ("3.11.9", "3.12.7", "3.13.1")


def entries(name: str) -> list[tuple[Requirement, list[str]]]:
    """Return each requirement of the lock `name` with the SHA-256 of the files that may be installed."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    return [
        (Requirement(line.split(" --hash")[0].strip()), re.findall(r"--hash=sha256:([0-9a-f]{64})\b", line))
        for line in text.splitlines()
        if line.strip()
    ]


def locked(names: tuple[str, ...], environment: dict[str, str]) -> dict[str, str]:
    """Return package to version as pip would install the locks `names` in `environment`; each package once."""
    versions: dict[str, str] = {}
    for name in names:
        for requirement, _ in entries(name):
            if requirement.marker is None or requirement.marker.evaluate(environment):
                package = canonicalize_name(requirement.name)
                assert package not in versions, f"{package} is locked twice"
                versions[package] = str(requirement.specifier).removeprefix("==")
    return versions


def environment_of(system: str, python: str) -> dict[str, str]:
    base = {key: str(value) for key, value in default_environment().items()}
    return base | SYSTEMS[system] | {"python_full_version": python, "python_version": ".".join(python.split(".")[:2])}


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_one_version_and_the_hashes_of_its_files(name: str) -> None:
    for requirement, hashes in entries(name):
        assert re.fullmatch(r"==[^,*]+", str(requirement.specifier)), requirement
        assert hashes, requirement


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_an_index(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-", re.sub(r"^\s*--hash=", "", text, flags=re.MULTILINE), re.MULTILINE)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_locks_hold_all_that_the_project_asks_for_on_each_system_and_python(system: str, python: str) -> None:
    environment = environment_of(system, python)
    versions = locked(("run", "torch", "test"), environment)
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    for requirement in map(Requirement, wanted):
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not locked"
        assert requirement.specifier.contains(version), f"{requirement} is locked as {version}"


def test_no_package_for_graphics_cards_is_installed_beside_a_cpu_build() -> None:
    versions = locked(("run", "test"), environment_of("linux", "3.11.9"))
    assert not [name for name in versions if name.startswith(("nvidia-", "cuda-"))]


def test_the_weights_that_are_taken_without_their_dependencies_are_locked() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    bare = project["tool"]["yehua"]["without-dependencies"]
    assert [str(requirement) for requirement, _ in entries("voices")] == bare


def test_cpu_builds_are_of_the_version_that_the_project_pins() -> None:
    ((cpu, hashes),) = entries("torch-cpu")
    torch = next(requirement for requirement, _ in entries("torch") if requirement.name == "torch")
    assert str(cpu.specifier) == f"{torch.specifier}+cpu"
    assert len(set(hashes)) == len(hashes)


def test_each_vendored_script_has_its_licence_and_the_hash_that_is_written_beside_it() -> None:
    vendor = TOP / "toolkit" / "notebook" / "panels" / "vendor"
    readme = (vendor / "README.md").read_text(encoding="utf-8")
    scripts = [path for path in vendor.iterdir() if path.suffix in {".js", ".css"}]
    assert scripts
    for script in scripts:
        assert hashlib.sha256(script.read_bytes()).hexdigest() in readme, script.name
        library = script.name.split(".")[0]
        family = next((path for path in vendor.glob("*.LICENSE") if library.startswith(path.stem)), None)
        assert family is not None, f"no licence beside {script.name}"
        assert re.search(r"MIT|BSD|Apache|Redistribution|Permission is hereby granted", family.read_text("utf-8"))
