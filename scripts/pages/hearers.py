"""Who hears which event, read from the services' own subscribers."""

import importlib
import inspect
import types
from collections.abc import Callable, Iterator
from typing import Any, get_args, get_type_hints

from faststream.nats import NatsRouter

from storyreel_contracts.events import Event
from storyreel_contracts.topology import SUBSCRIPTIONS
from storyreel_contracts.types import PublisherName


def router_of(service: PublisherName) -> NatsRouter:
    """The service's subscriptions, without a connection: a router, or what makes one (with one worker each)."""
    module = importlib.import_module(f"storyreel_{service}.subscribers")
    made: NatsRouter | None = getattr(module, "router", None)
    if made is None:
        made = module.subscribers(**dict.fromkeys(inspect.signature(module.subscribers).parameters, 1))
    return made


def heard_by(service: PublisherName) -> dict[type[Event], str]:
    """Each event that the service subscribes to, and the dotted path of the handler that it ends up in."""
    return dict(_each(router_of(service)))


def all_hearers() -> dict[type[Event], list[tuple[PublisherName, str]]]:
    """Each event's (service, handler)s."""
    found: dict[type[Event], list[tuple[PublisherName, str]]] = {}
    for service in SUBSCRIPTIONS:
        for event, handler in heard_by(service).items():
            found.setdefault(event, []).append((service, handler))
    return found


def _each(router: NatsRouter) -> Iterator[tuple[type[Event], str]]:
    for subscriber in router.subscribers:
        for call in subscriber.calls:
            function = call.handler._original_call  # noqa: SLF001 - FastStream keeps the undecorated function there
            hints = get_type_hints(function, include_extras=True)
            event = next(hint for hint in hints.values() if inspect.isclass(hint) and issubclass(hint, Event))
            yield event, _handler(function, hints)


def _handler(function: Callable[..., Any], hints: dict[str, Any]) -> str:
    """What the subscriber calls: a use case that it asks for, or a function of a handlers module."""
    for hint in hints.values():
        for part in get_args(hint)[:1]:
            if inspect.isclass(part) and ".handlers." in part.__module__:
                return f"{part.__module__}.{part.__name__}"
    code, names = function.__code__.co_names, function.__globals__
    for name, attribute in zip(code, (*code[1:], ""), strict=True):
        target = names.get(name)
        if isinstance(target, types.ModuleType) and ".handlers." in target.__name__:
            return f"{target.__name__}.{attribute}"
        if callable(target) and ".handlers." in target.__module__:
            return f"{target.__module__}.{target.__name__}"
    raise LookupError(f"{function.__module__}.{function.__qualname__} calls no handler")
