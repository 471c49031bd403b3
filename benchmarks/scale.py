"""Reading an archive: one process beside a cluster, a model at a slow endpoint, the one writer, and a simulation.

    python benchmarks/scale.py [read] [model] [writer] [simulation]

Measured are the time of 2,000 articles read by the embedded engine in this process and by one and two workers (wanted:
two at least 1.7 times as fast as one process, one at most 10 % slower); 1,280 articles at a server that answers after
200 ms, by two workers with 32 calls in flight each (wanted: within 1.2 times of the ideal); readings kept a second
beside 1,000 and 100,000 earlier ones; the memory of all processes over the run. On a machine with other work only the
CPU time means something, so that is printed as well. The simulation puts the measured service times, and a model whose
answers take 4 s in the median and 12 s at the 95th percentile, between 1 and 1,000 workers.
"""

from __future__ import annotations

import asyncio
import heapq
import math
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(Path(__file__).resolve().parent), str(ROOT / "src")]

import psutil  # noqa: E402
from distributed import LocalCluster  # noqa: E402
from model import LATENCY, endpoint  # noqa: E402
from store import invented  # noqa: E402

from briefer.archive import read_all  # noqa: E402
from briefer.config import Settings  # noqa: E402
from briefer.extract.embedded import EmbeddedEngine  # noqa: E402
from briefer.ingest.readers import load  # noqa: E402
from briefer.models import Article  # noqa: E402
from briefer.store import Store  # noqa: E402

ARTICLES, CALLS, IN_FLIGHT, WORKERS = 2_000, 1_280, 32, 2
SMALL, LARGE, WRITTEN = 1_000, 100_000, 2_000
CALL, CHECKING = 0.016, 2 / 3
"""CPU seconds of a call, measured by `model`; the part of the embedded engine's time that is the checker's."""
NOW = datetime(2031, 3, 5, tzinfo=UTC)
EMBEDDED = Settings(store=Path("x"), user=Path("x"), engine="embedded")


def lengthy(count: int) -> Iterator[Article]:
    """Articles of the length of those in seeds/, each with a sentence of its own."""
    texts = [load(path) for path in sorted(ROOT.glob("seeds/*/*.md"))]
    english = [one for one in texts if one.language == "en"]
    for number in range(count):
        one = english[number % len(english)]
        text = f"{one.text}\n\nThis is number {number}."
        yield replace(one, id=f"{number:012}", text=text, sha256=sha256(text.encode()).hexdigest())


def bridged(articles: Iterator[Article]) -> Iterator[Article]:
    """The articles with the words that the endpoint answers with."""
    for one in articles:
        text = f"{one.text}\n\nHandal said the bridge stays open."
        yield replace(one, text=text, sha256=sha256(text.encode()).hexdigest())


@contextmanager
def filled(articles: Iterator[Article]) -> Iterator[Store]:
    """A store of these articles."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder, "s.db")) as store:
        store._db.execute("PRAGMA synchronous = OFF")
        for one in articles:
            store.add(one, b"", NOW)
        store._db.execute("PRAGMA synchronous = FULL")
        yield store


@contextmanager
def workers(count: int) -> Iterator[tuple[str, list[psutil.Process]]]:
    """The address of a cluster, and its processes that read."""
    with LocalCluster(
        n_workers=count, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50
    ) as cluster:
        yield cluster.scheduler_address, [psutil.Process(nanny.pid) for nanny in cluster.workers.values()]


def warmed(address: str | None) -> None:
    """Loads the tagger wherever it is used."""
    with filled(invented(64, seed=1)) as store:
        read_all(EMBEDDED, store, on=address)


def run(
    settings: Settings, articles: Iterator[Article], address: str | None = None, **how: int
) -> tuple[float, float, list[float]]:
    """Seconds of reading, CPU seconds of all processes, and memory in MB after each quarter."""
    memory: list[float] = []
    me = psutil.Process()

    def cpu() -> float:
        return sum(sum(p.cpu_times()[:2]) for p in [me, *me.children(recursive=True)])

    with filled(articles) as store:

        def progress(done: int, total: int, *_: object) -> None:
            if done * 4 >= total * (len(memory) + 1):
                memory.append(max(p.memory_info().rss / 1e6 for p in [me, *me.children(recursive=True)]))

        began, used = time.perf_counter(), cpu()
        read_all(settings, store, on=address, progress=progress, **how)
        return time.perf_counter() - began, cpu() - used, memory


def reading() -> None:
    """The embedded engine by one process, one worker and two."""
    warmed(None)
    rows = [("this process", *run(EMBEDDED, invented(ARTICLES)))]
    for count in (1, WORKERS):
        with workers(count) as (address, _):
            warmed(address)
            rows.append((f"{count} worker{'s' * (count > 1)}", *run(EMBEDDED, invented(ARTICLES), address)))
    plain = rows[0]
    print(
        f"embedded engine, {ARTICLES} articles: seconds, times as fast; CPU seconds, times as many; memory by quarters"
    )
    for name, wall, cpu, memory in rows:
        grown = " ".join(f"{mb:.0f}" for mb in memory)
        print(f"  {name:<13} {wall:6.1f} {plain[1] / wall:5.2f}   {cpu:6.1f} {cpu / plain[2]:5.2f}   {grown} MB")


def model() -> None:
    """A model that answers after the latency."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=endpoint, args=(there,), daemon=True)
    server.start()
    settings = replace(EMBEDDED, engine="llm", model="m", base_url=f"http://127.0.0.1:{here.recv()}/v1")
    with workers(WORKERS) as (address, _):
        run(settings, bridged(invented(64, seed=1)), address, in_flight=WORKERS * IN_FLIGHT)
        wall, cpu, memory = run(settings, bridged(invented(CALLS)), address, in_flight=WORKERS * IN_FLIGHT)
    server.terminate()
    ideal = CALLS / (WORKERS * IN_FLIGHT) * LATENCY
    cores = cpu / multiprocessing.cpu_count()
    print(f"model, {CALLS} articles, {LATENCY * 1000:.0f} ms, {WORKERS} workers with {IN_FLIGHT} calls in flight each:")
    print(f"  {wall:.1f} s; by latency alone {ideal:.1f} s, ratio {wall / ideal:.2f}")
    print(f"  {cpu:.1f} CPU seconds, on all cores {cores:.1f} s, ratio {wall / max(ideal, cores):.2f}")
    print(f"  memory by quarters {' '.join(f'{mb:.0f}' for mb in memory)} MB")


def writer() -> None:
    """Readings that one process keeps a second, in batches, as many as are sent to a worker."""
    found = asyncio.run(one_reading())
    print(
        f"writer: {'':<10} readings kept a second, batches of 16 and one by one; bytes of an article with its reading"
    )
    for count in (SMALL, LARGE):
        with filled(islice(invented(count + WRITTEN), count + WRITTEN)) as store:
            names = [one.id for one in store.articles()]
            store._db.execute("PRAGMA synchronous = OFF")
            store.save_readings("e", ((name, found) for name in names[:count]), NOW)
            store._db.execute("PRAGMA synchronous = FULL")
            rates = []
            for size, part in ((16, names[count : count + WRITTEN // 2]), (1, names[count + WRITTEN // 2 :])):
                began = time.perf_counter()
                for at in range(0, len(part), size):
                    store.save_readings("e", [(name, found) for name in part[at : at + size]], NOW)
                rates.append(len(part) / (time.perf_counter() - began))
            size = store.status()["bytes"] / (count + WRITTEN)
        print(f"  beside {count:>7}: {rates[0]:8.0f} {rates[1]:8.0f}   {size:8.0f}")


async def one_reading() -> tuple[object, ...]:
    """What the embedded engine finds in an article of seeds/."""
    from briefer.reading import read_each

    came: list[tuple[object, ...]] = []
    await read_each([(next(lengthy(1)), None)], EmbeddedEngine(), lambda _, outcome: came.append(outcome.checked))
    return came[0]


def simulated(count: int, *, model: bool, seconds: float, service: dict[str, float]) -> dict[str, float]:
    """Articles a second with so many workers, and how busy each part was: batches wait for a worker, each of its
    articles for its answer and its CPU, the results for the one coordinator."""
    generator = random.Random(7)
    sigma = math.log(12 / 4) / 1.645
    size = 512 if model else 16
    free, coordinator, busy, done, worked = [0.0] * count, 0.0, 0.0, 0, 0.0
    heapq.heapify(free)
    end = 0.0
    while done < 4 * count * size:
        start = heapq.heappop(free) + service["scheduler"]
        cpu = size * seconds
        waits = [0.0] * IN_FLIGHT
        if model:
            heapq.heapify(waits)
            for _ in range(size):
                heapq.heappush(waits, heapq.heappop(waits) + generator.lognormvariate(math.log(4), sigma))
        finished = start + max(cpu, max(waits))
        worked += cpu
        coordinator = max(coordinator, finished) + size * service["coordinator"]
        busy += size * service["coordinator"]
        end = max(end, coordinator)
        heapq.heappush(free, max(finished, coordinator - 2 * count * size * service["coordinator"]))
        done += size
    return {"rate": done / end, "coordinator": busy / end, "worker": worked / (end * count)}


def simulation() -> None:
    """Throughput by the number of workers."""
    with filled(lengthy(200)) as store:
        began = resource.getrusage(resource.RUSAGE_SELF)
        read_all(EMBEDDED, store)
        ended = resource.getrusage(resource.RUSAGE_SELF)
        embedded = (ended.ru_utime - began.ru_utime) / 200
        names = [one.id for one in store.articles()]
        kept = {name: store.reading(name, EmbeddedEngine().key) or () for name in names}
        cpu = time.process_time()
        store.save_readings("again", kept.items(), NOW)
        coordinator = (time.process_time() - cpu) / 200 * 2  # as much again for taking it from the network
    service = {"coordinator": coordinator, "scheduler": 0.005}
    print(f"simulation: CPU of an article: worker {embedded * 1000:.1f} ms, coordinator {coordinator * 1000:.2f} ms")
    print("  workers   embedded: a second, worker, coordinator busy     model: a second, worker, coordinator busy")
    for count in (1, 2, 5, 10, 30, 100, 300, 1000):
        cells = []
        for model in (False, True):
            seconds = CALL + CHECKING * embedded if model else embedded
            found = simulated(count, model=model, seconds=seconds, service=service)
            cells.append(f"{found['rate']:10.1f} {found['worker']:6.0%} {found['coordinator']:6.0%}")
        print(f"  {count:>7}   {cells[0]:>28}                   {cells[1]:>28}")


if __name__ == "__main__":
    parts = {"read": reading, "model": model, "writer": writer, "simulation": simulation}
    for name in sys.argv[1:] or parts:
        parts[name]()
