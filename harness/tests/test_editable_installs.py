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
        assert redirect.entries([entry]) == redirect.folders == [os.path.join(roots[side], "libs")]


def test_an_entry_through_a_link_is_led_as_well(roots, tmp_path):
    (tmp_path / "link").symlink_to(roots["head"])
    redirect = of(roots, "base")
    assert redirect.entries([str(tmp_path / "link" / "libs")]) == [os.path.join(roots["base"], "libs")]


@pytest.mark.parametrize("side", ["base", "head"])
@pytest.mark.parametrize("name", ["head/.venv", "head/libs/new", "elsewhere", "header"])
def test_what_base_lacks_and_what_is_outside_stays_what_it_is_on_both_sides(roots, tmp_path, side, name):
    redirect = of(roots, side)
    assert redirect.entries([str(tmp_path / name)]) == [str(tmp_path / name)]
    assert redirect.folders == []


def test_a_hidden_entry_is_left_out_where_nothing_of_the_side_stands_for_it(roots, tmp_path):
    entries = [os.path.join(roots["head"], "libs", "new"), str(tmp_path / "elsewhere")]
    assert of(roots, "base", entries).entries(entries) == []
    assert Redirect([], {os.path.realpath(entries[1])}).entries(entries) == entries[:1]


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
    module, finder = hook(dict(inside), {"space": [libs["head"], "/nowhere"]})
    redirect = of(roots, side)
    redirect.import_hooks()
    assert module.MAPPING == {**inside, "lib": os.path.join(libs[side], "lib")}
    assert module.NAMESPACES == {"space": [libs[side], "/nowhere"]}
    assert redirect.folders == [libs[side]]
    assert finder in sys.meta_path


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
