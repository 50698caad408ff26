"""Named tuples made without typing: they behave as typing's own do."""

from __future__ import annotations

import copy
import pickle
import typing

import pytest

from assistant.typed import NamedTuple, cast


class Ours(NamedTuple):
    """Two fields, one of them with a usual value."""

    name: str
    size: int = 3

    @property
    def double(self) -> int:
        return 2 * self.size

    def grown(self) -> Ours:
        return self._replace(size=self.size + 1)


class Theirs(typing.NamedTuple):
    name: str
    size: int = 3


@pytest.mark.parametrize(
    ("given", "named"),
    [(("a",), {}), (("a", 1), {}), ((), {"name": "a"}), (("a",), {"size": 5})],
)
def test_the_same_values_make_the_same_tuple(given, named):
    """By position, by name, by the usual value."""
    ours, theirs = Ours(*given, **named), Theirs(*given, **named)
    assert ours == theirs
    assert hash(ours) == hash(theirs)
    assert ours._asdict() == theirs._asdict()
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ((), {}),
        (("a", 1, 2), {}),
        (("a",), {"name": "b"}),
        (("a",), {"colour": 1}),
        ((), {"size": 1}),
    ],
)
def test_what_typing_refuses_is_refused(given, named):
    """Too few, too many, twice, unknown."""
    with pytest.raises(TypeError):
        Theirs(*given, **named)
    with pytest.raises(TypeError, match="Ours"):
        Ours(*given, **named)


def test_the_error_names_what_is_missing():
    with pytest.raises(TypeError, match="Ours needs name"):
        Ours()


def test_a_changed_copy_is_of_the_same_class():
    assert Ours("a")._replace(size=4) == Ours("a", 4)
    assert type(Ours("a").grown()) is Ours
    with pytest.raises(TypeError):
        Ours("a")._replace(colour=1)


def test_it_has_methods_and_properties_and_can_be_matched():
    match Ours("a", 2):
        case Ours(name, size):
            assert (name, size) == ("a", 2)
    assert Ours("a", 2).double == 4
    assert Ours._fields == ("name", "size")
    assert Ours._make(["a", 2]) == Ours("a", 2)


def test_it_cannot_be_changed():
    with pytest.raises(AttributeError):
        Ours("a").name = "b"
    with pytest.raises(AttributeError):
        Ours("a").other = "b"


def test_it_survives_copying_and_pickling():
    one = Ours("a", 2)
    for again in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert again == one
        assert type(again) is Ours


def test_a_cast_changes_nothing():
    value: object = ["a"]
    assert cast("list[str]", value) is value
