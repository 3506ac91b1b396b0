"""Server-sent events: the wire format, and a job's changes without gap or repeat across connections."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from storyreel_contracts.api import JobResponse
from storyreel_contracts.events import Progress
from storyreel_contracts.status import VideoStatus

_LINE_END = re.compile(r"\r\n|\n|\r(?!$)")  # a CR at the end may be half of a CR LF
TERMINAL = frozenset({VideoStatus.COMPLETED, VideoStatus.FAILED, VideoStatus.CANCELED})


def stands_still(job: JobResponse) -> bool:
    """Whether the film that was to follow by itself is not begun: its `error` says why."""
    return job.status is VideoStatus.STORYBOARD_READY and job.error is not None


@dataclass(frozen=True, slots=True)
class JobChange:
    """A job changed; `version` rises by one with every change."""

    version: int
    job: JobResponse
    place: str | None = None
    """Among the changes of all jobs, where those are followed: what `follow_all` goes on after."""


JobEvent: TypeAlias = JobChange | Progress


@dataclass(slots=True)
class Frame:
    """One event as it came over the wire."""

    event: str = "message"
    data: list[str] = field(default_factory=list)
    event_id: str | None = None


class Decoder:
    """Turns bytes into frames, as the HTML standard has it: comments, unknown fields and unended frames are dropped.

    Lines end with LF, CR or CR LF and with nothing else: a U+2028 in a caption is text.
    """

    def __init__(self) -> None:
        self._frame = Frame()
        self._text = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._rest = ""

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Take bytes however they were cut; the frames that they complete."""
        *lines, self._rest = _LINE_END.split(self._rest + self._text.decode(data))
        for line in lines:
            if line:
                self._take(line)
            else:
                done, self._frame = self._frame, Frame()
                if done.data or done.event_id is not None:
                    yield done

    def _take(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "event":
                self._frame.event = value
            case "data":
                self._frame.data.append(value)
            case "id":
                self._frame.event_id = value
            case _:
                pass


class Following:
    """What is known of a job while its events are followed over however many connections it takes."""

    def __init__(self, after: int | None = None) -> None:
        self.version = after
        """The last version seen."""
        self._ended = False

    def headers(self) -> dict[str, str]:
        """What to send with the next connection."""
        resume = {} if self.version is None else {"Last-Event-ID": str(self.version)}
        return {"Accept": "text/event-stream", "Cache-Control": "no-store"} | resume

    def has_ended(self) -> bool:
        """Whether the last version seen was a terminal state."""
        return self._ended

    def understand(self, frame: Frame) -> Iterator[JobEvent]:
        """The event in a frame, if it is a new one; kinds of event that are unknown are passed over."""
        text = "\n".join(frame.data)
        if frame.event == "progress":
            yield Progress.model_validate_json(text)
        elif frame.data and frame.event_id and frame.event_id.isdecimal():
            yield from self._change(int(frame.event_id), JobResponse.model_validate_json(text))

    def _change(self, version: int, job: JobResponse) -> Iterator[JobChange]:
        if self.version is None or version > self.version:
            self.version, self._ended = version, job.status in TERMINAL
            yield JobChange(version, job)

    def is_over(self, job: JobResponse) -> bool:
        """Whether nothing follows what was seen, judged by the job as it stands."""
        return job.status in TERMINAL and self.version is not None and job.version <= self.version


class FollowingAll:
    """What is known of all jobs of an owner while they are followed over however many connections it takes."""

    def __init__(self, after: str | None, client_id: str | None) -> None:
        self._place = after
        self.heard = False
        """Whether the present connection has said anything."""
        self.query: dict[str, str] = {} if client_id is None else {"client_id": client_id}

    def headers(self) -> dict[str, str]:
        """What to send with the next connection."""
        resume = {} if self._place is None else {"Last-Event-ID": self._place}
        return {"Accept": "text/event-stream", "Cache-Control": "no-store"} | resume

    def understand(self, frame: Frame) -> Iterator[JobEvent]:
        """The event in a frame; those that only say how far the stream is have none."""
        text, self.heard = "\n".join(frame.data), True
        if frame.event == "progress":
            yield Progress.model_validate_json(text)
            return
        if frame.event_id:
            self._place = frame.event_id
            if frame.data and frame.event != "ready":
                job = JobResponse.model_validate_json(text)
                yield JobChange(job.version, job, frame.event_id)
