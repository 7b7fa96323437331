"""What there is of asyncio without an event loop: coroutines run one after the other, each to its end.

``sleep`` lets time pass; whatever would wait for another task cannot work and is not here.
"""

import inspect
import time

from remotemedia._driver import run as _run

iscoroutine = inspect.iscoroutine
iscoroutinefunction = inspect.iscoroutinefunction


class CancelledError(BaseException):
    pass


TimeoutError = TimeoutError


def run(main, *, debug=None):
    return _run(main)


async def sleep(delay, result=None):
    if delay > 0:
        time.sleep(delay)
    return result


async def gather(*awaitables, return_exceptions=False):
    results = []
    for awaitable in awaitables:
        try:
            results.append(await awaitable)
        except Exception as error:
            if not return_exceptions:
                raise
            results.append(error)
    return results


async def wait_for(awaitable, timeout):
    return await awaitable


def __getattr__(name):
    raise AttributeError(f"asyncio.{name} is not there: this interpreter has no event loop")
