"""What modules need of ``typing``, without importing it.

Importing ``typing`` and having it make some thirty named tuples takes a quarter of the time of an
answer (``python -X importtime``): it compiles source for each of them. Type checkers see the real
things. At run time a named tuple here is a tuple with a property for each field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import itemgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO, NamedTuple, Protocol, TextIO, cast

    __all__ = ["Any", "BinaryIO", "NamedTuple", "Protocol", "TextIO", "cast"]
else:
    Any = BinaryIO = Protocol = TextIO = object

    def cast(_: object, value: Any) -> Any:
        """The value as it is; only type checkers take its type from the first argument."""
        return value

    class _Record(tuple):
        """What all named tuples have; the names are those of ``collections.namedtuple``."""

        __slots__ = ()
        _fields: tuple[str, ...] = ()
        _field_defaults: Mapping[str, Any] = {}

        def __new__(cls, *given: Any, **named: Any) -> Any:
            if named or len(given) != len(cls._fields):
                given += cls._rest(len(given), named)
            return tuple.__new__(cls, given)

        @classmethod
        def _rest(cls, count: int, named: Mapping[str, Any]) -> tuple[Any, ...]:
            """The values that are not given by position: by name, or else the usual ones."""
            rest = cls._fields[count:]
            if count > len(cls._fields) or not named.keys() <= set(rest):
                raise TypeError(f"{cls.__name__} takes only {', '.join(cls._fields)}, each once")
            values = {**cls._field_defaults, **named}
            missing = [name for name in rest if name not in values]
            if missing:
                raise TypeError(f"{cls.__name__} needs {', '.join(missing)}")
            return tuple([values[name] for name in rest])

        @classmethod
        def _make(cls, values: Iterable[Any]) -> Any:
            """A record of all its values in order."""
            return cls(*values)

        def _replace(self, **changes: Any) -> Any:
            """The record with other values in some fields."""
            return type(self)(**{**self._asdict(), **changes})

        def _asdict(self) -> dict[str, Any]:
            """The values by name."""
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            shown = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
            return f"{type(self).__name__}({shown})"

    class _Maker(type):
        """Makes a class of annotated names a ``_Record`` with these fields."""

        def __new__(mcs, name: str, bases: tuple[type, ...], members: dict[str, Any]) -> type:
            if not bases:
                return super().__new__(mcs, name, bases, members)
            fields = tuple(members.get("__annotations__", ()))
            defaults = {field: members.pop(field) for field in fields if field in members}
            members |= {field: property(itemgetter(at)) for at, field in enumerate(fields)}
            members |= {"_fields": fields, "__match_args__": fields, "_field_defaults": defaults}
            return type(name, (_Record,), {"__slots__": (), **members})

    class NamedTuple(metaclass=_Maker):
        """A tuple with named fields, written as a class of annotated names."""
