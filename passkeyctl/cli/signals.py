"""Being told to stop: SIGTERM, and a terminal that went away, end a run as Ctrl-C does."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ENDINGS = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Not every system has each of them."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Only what nobody has set otherwise is changed: `nohup` keeps its meaning."""
    before = {}
    if threading.current_thread() is threading.main_thread():
        known = [number for name in ENDINGS if (number := getattr(signal, name, None)) is not None]
        for number in known:
            if signal.getsignal(number) == signal.SIG_DFL:
                before[number] = signal.signal(number, _as_interrupt)
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)


@contextmanager
def interrupted_at_once() -> Iterator[None]:
    """While a person is asked: asyncio's own answer to Ctrl-C waits for the loop, and the loop waits for the person."""
    current = signal.getsignal(signal.SIGINT)
    if not callable(current) or threading.current_thread() is not threading.main_thread():
        yield  # ignored on purpose, or not ours to change
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, current)


@contextmanager
def stopping(stop: Callable[[], None]) -> Iterator[None]:
    """While something is written: the first wish to end is passed on to `stop`, the second one ends the run at once.

    What is ignored stays ignored: a shell starts `passkeyctl apply &` without Ctrl-C.
    """
    wishes = 0

    def answer(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
        nonlocal wishes
        wishes += 1
        if wishes > 1:
            raise KeyboardInterrupt
        stop()

    before = {}
    if threading.current_thread() is threading.main_thread():
        known = [number for name in ("SIGINT", *ENDINGS) if (number := getattr(signal, name, None)) is not None]
        ours = [number for number in known if number == signal.SIGINT or signal.getsignal(number) is _as_interrupt]
        before = {number: signal.signal(number, answer) for number in ours if callable(signal.getsignal(number))}
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)


def _as_interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
    # Raising SIGINT would do nothing where a shell started us with it ignored (`passkeyctl apply &`).
    current = signal.getsignal(signal.SIGINT)
    if not callable(current):
        raise KeyboardInterrupt
    current(signal.SIGINT, frame)
