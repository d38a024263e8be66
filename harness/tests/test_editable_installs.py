"""Editable installs are redirected to each side's own checkout."""

import os
import sys
from types import ModuleType

import pytest
from hotpath_gate_harness.editable_installs import Redirect


@pytest.fixture
def roots(tmp_path):
    """The checkouts of head and base, by name: both have `lib`, which is a package of `libs`, and only head `new`."""
    for side, packages in (("head", ("lib", "new")), ("base", ("lib",))):
        for package in packages:
            folder = tmp_path / side / "libs" / package
            folder.mkdir(parents=True)
            (folder / "__init__.py").write_text("")
    (tmp_path / "head" / ".venv").mkdir()
    (tmp_path / "elsewhere").mkdir()
    return {side: str(tmp_path / side) for side in ("head", "base")}


def of(roots, side, hidden=()):
    return Redirect([roots["head"], roots["base"], roots[side]], {os.path.realpath(folder) for folder in hidden})


def test_an_entry_of_the_path_leads_to_the_same_place_of_the_side(roots):
    entry = os.path.join(roots["head"], "libs")
    for side in ("base", "head"):
        redirect = of(roots, side)
        assert redirect.of_environment([entry]) == redirect.folders == [os.path.join(roots[side], "libs")]


def test_an_entry_through_a_link_from_outside_is_redirected_as_well(roots, tmp_path):
    (tmp_path / "link").symlink_to(roots["head"])
    (tmp_path / "deep").symlink_to(os.path.join(roots["head"], "libs"))
    for link in ("link/libs", "deep"):
        assert of(roots, "base").of_environment([str(tmp_path / link)]) == [os.path.join(roots["base"], "libs")]


def test_a_link_within_the_checkout_is_each_sides_own(roots, tmp_path):
    for side, target in (("head", "new"), ("base", "lib")):
        os.symlink(os.path.join(roots[side], "libs", target), os.path.join(roots[side], "current"))
    entry = os.path.join(roots["head"], "current")
    assert of(roots, "base").of_environment([entry]) == [os.path.join(roots["base"], "current")]


@pytest.mark.parametrize("side", ["base", "head"])
@pytest.mark.parametrize("name", ["elsewhere", "header"])
def test_what_is_outside_stays_what_it_is(roots, tmp_path, side, name):
    redirect = of(roots, side)
    assert redirect.of_environment([str(tmp_path / name)]) == [str(tmp_path / name)]
    assert redirect.folders == []


@pytest.mark.parametrize("side", ["base", "head"])
def test_what_the_interpreter_has_within_the_checkout_stays_what_it_is(roots, monkeypatch, side):
    monkeypatch.setattr(sys, "prefix", os.path.join(roots["head"], ".venv"))
    entry = os.path.join(roots["head"], ".venv", "src", "other")
    os.makedirs(entry)
    assert of(roots, side, [roots["head"]]).of_environment([entry]) == [entry]


def test_what_base_lacks_is_hidden_from_base_alone(roots):
    entry = os.path.join(roots["head"], "libs", "new")
    assert of(roots, "base").of_environment([entry]) == []
    assert of(roots, "head").of_environment([entry]) == [entry]


def test_entries_that_somebody_gave_by_hand_are_hidden_or_stay(roots, tmp_path):
    entries = [os.path.join(roots["head"], ".deps"), str(tmp_path / "elsewhere")]
    assert of(roots, "base", entries[1:]).of_user(entries) == entries[:1]


def test_a_hidden_entry_outside_is_left_out(roots, tmp_path):
    entry = str(tmp_path / "elsewhere")
    assert of(roots, "base", [entry]).of_environment([entry]) == []
    assert Redirect([], {os.path.realpath(entry)}).of_environment([entry, roots["head"]]) == [roots["head"]]


@pytest.mark.skipif(not hasattr(sys, "stdlib_module_names"), reason="since Python 3.10")
@pytest.mark.parametrize("side, expected", [("base", []), ("head", ["libs"])])
def test_a_folder_whose_modules_children_would_find_before_the_standard_library_is_not_redirected(roots, side, expected):
    for root in roots.values():
        with open(os.path.join(root, "libs", "logging.py"), "w"):
            pass
    redirect = of(roots, side)
    entry = os.path.join(roots["head"], "libs")
    assert redirect.of_environment([entry]) == [os.path.join(roots[side], name) for name in expected]
    assert redirect.folders == []


class _Finder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None


@pytest.fixture
def hook(monkeypatch):
    """As setuptools makes one: `hook(mapping, namespaces)` gives its module, and it is found first."""

    def install(mapping, namespaces):
        module = ModuleType("__editable___lib_finder")
        module.MAPPING = mapping
        module.NAMESPACES = namespaces
        module.PATH_PLACEHOLDER = "__editable__.lib.finder.__path_hook__"
        finder = type("_EditableFinder", (_Finder,), {"__module__": module.__name__})
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, finder])
        monkeypatch.setattr(sys, "path", [*sys.path, module.PATH_PLACEHOLDER])
        return module, finder

    return install


@pytest.mark.parametrize("side", ["base", "head"])
def test_the_packages_of_an_import_hook_lead_to_the_side_and_children_are_told_where(roots, hook, side):
    libs = {which: os.path.join(roots[which], "libs") for which in roots}
    inside = {"lib": os.path.join(libs["head"], "lib"), "other": "/nowhere/other"}
    module, finder = hook(dict(inside), {"libs": [libs["head"], "/nowhere"]})
    redirect = of(roots, side)
    redirect.import_hooks()
    assert module.MAPPING == {**inside, "lib": os.path.join(libs[side], "lib")}
    assert module.NAMESPACES == {"libs": [libs[side], "/nowhere"]}
    assert redirect.folders == [libs[side], roots[side]]
    assert finder in sys.meta_path


@pytest.mark.parametrize("side", ["base", "head"])
def test_children_are_told_of_the_folder_that_a_dotted_name_begins_in(roots, hook, side):
    module, _ = hook({"libs.lib": os.path.join(roots["head"], "libs", "lib")}, {})
    redirect = of(roots, side)
    redirect.import_hooks()
    assert module.MAPPING == {"libs.lib": os.path.join(roots[side], "libs", "lib")}
    assert redirect.folders == [roots[side]]


@pytest.mark.parametrize("side, expected", [("base", {}), ("head", {"other_name": "libs/lib"})])
def test_a_package_whose_folder_has_another_name_is_hidden_from_base_since_children_could_not_be_told(roots, hook, side, expected):
    module, _ = hook({"other_name": os.path.join(roots["head"], "libs", "lib")}, {})
    redirect = of(roots, side)
    redirect.import_hooks()
    assert module.MAPPING == {name: os.path.join(roots["head"], place) for name, place in expected.items()}
    assert redirect.folders == []


def test_a_module_that_is_named_without_its_suffix_is_led(roots, hook):
    for root in roots.values():
        with open(os.path.join(root, "single.py"), "w"):
            pass
    module, _ = hook({"single": os.path.join(roots["head"], "single")}, {})
    of(roots, "base").import_hooks()
    assert module.MAPPING == {"single": os.path.join(roots["base"], "single")}


def test_a_hidden_package_that_base_lacks_is_no_longer_found(roots, hook):
    new = os.path.join(roots["head"], "libs", "new")
    module, finder = hook({"new": new, "other": "/nowhere/other"}, {})
    of(roots, "base", [roots["head"]]).import_hooks()
    assert module.MAPPING == {"other": "/nowhere/other"}
    assert finder in sys.meta_path


def test_an_import_hook_that_leads_to_hidden_packages_alone_is_taken_out(roots, hook):
    module, finder = hook({"new": os.path.join(roots["head"], "libs", "new")}, {})
    of(roots, "base", [roots["head"]]).import_hooks()
    assert finder not in sys.meta_path
    assert module.PATH_PLACEHOLDER not in sys.path


def test_hooks_of_others_are_left_alone(roots, monkeypatch):
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, _Finder])
    before = list(sys.meta_path)
    of(roots, "base", [roots["head"]]).import_hooks()
    assert sys.meta_path == before
