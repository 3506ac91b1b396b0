"""The whole system's messages as an AsyncAPI 3 document."""

import inspect
import json
from importlib.metadata import version
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from storyreel_contracts import topology
from storyreel_contracts.events import CATALOGUE, Event, Progress, PurchaseTold
from storyreel_contracts.samples import samples

Object = dict[str, Any]
Message = type[Event] | type[Progress] | type[PurchaseTold]
MESSAGES: tuple[Message, ...] = (*CATALOGUE, Progress, PurchaseTold)
_SCHEMAS = "#/components/schemas/"
_SERVER: Object = {
    "host": "{host}",
    "protocol": "nats",
    "description": f"NATS with the JetStream stream {topology.STREAM}",
    "variables": {"host": {"default": "localhost:4222", "description": "As whoever runs it says"}},
    "security": [{"$ref": "#/components/securitySchemes/subscriber"}],
}


def document() -> Object:
    """The document."""
    pairs: list[tuple[type[BaseModel], Literal["serialization"]]] = [(model, "serialization") for model in MESSAGES]
    _, schemas = models_json_schema(pairs, ref_template=_SCHEMAS + "{model}")
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Storyreel events",
            "version": version("storyreel-contracts"),
            "description": f"Facts on the JetStream stream {topology.STREAM}; progress and signals on plain NATS.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"bus": _SERVER},
        "channels": {event.__name__: _channel(event) for event in CATALOGUE}
        | {"Progress": _passing_channel(Progress, "job"), "PurchaseTold": _passing_channel(PurchaseTold, "purchase")},
        "operations": _operations(),
        "components": {
            "messages": {model.__name__: _message(model) for model in MESSAGES},
            "schemas": schemas["$defs"],
            "securitySchemes": {"subscriber": {"type": "userPassword", "description": "May listen, and say nothing"}},
        },
    }


def _channel(event: type[Event]) -> Object:
    return {
        "address": event.subject_for("{job_id}"),
        "description": _sentence(event),
        "messages": {event.__name__: {"$ref": f"#/components/messages/{event.__name__}"}},
        "parameters": _parameters("job"),
        "bindings": {"nats": {}},
        "x-stream": topology.STREAM,
    }


def _passing_channel(message: type[Progress] | type[PurchaseTold], about: str) -> Object:
    return {
        "address": message.subject_for(f"{{{about}_id}}"),
        "description": _sentence(message),
        "messages": {message.__name__: {"$ref": f"#/components/messages/{message.__name__}"}},
        "parameters": _parameters(about),
    }


def _parameters(about: str) -> Object:
    return {f"{about}_id": {"description": f"The {about}'s UUID; `*` to hear of all {about}s"}}


def _message(model: Message) -> Object:
    message: Object = {
        "name": model.__name__,
        "summary": _sentence(model),
        "payload": {"$ref": f"{_SCHEMAS}{model.__name__}"},
    }
    if issubclass(model, Event):
        message["headers"] = {
            "type": "object",
            "properties": {"Nats-Msg-Id": {"type": "string", "description": "begins with the event_id"}},
        }
        message["examples"] = [{"name": model.slug(), "payload": json.loads(samples(model)[-1])}]
    return message


def _operations() -> Object:
    said = {f"{event.publisher}.says.{event.__name__}": _operation("send", event.__name__) for event in CATALOGUE}
    heard = {
        f"{consumer.service}.hears.{consumer.event.__name__}": _operation("receive", consumer.event.__name__)
        | {"x-durable": consumer.durable}
        for consumer in topology.consumers()
    }
    return said | heard | _passing_operations()


def _passing_operations() -> Object:
    """Workers tell how far they are; the gateway tells buyers that a provider called."""
    workers = tuple(service for service in topology.SUBSCRIPTIONS if service != "gateway")
    said = {f"{service}.says.Progress": _operation("send", "Progress") for service in workers}
    told = {f"{service}.hears.PurchaseTold": _operation("receive", "PurchaseTold") for service in topology.BUYERS}
    return (
        said
        | {"gateway.hears.Progress": _operation("receive", "Progress")}
        | {"gateway.says.PurchaseTold": _operation("send", "PurchaseTold")}
        | told
    )


def _operation(action: str, channel: str) -> Object:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{channel}"}],
    }


def _sentence(model: Message) -> str:
    return inspect.getdoc(model) or ""
