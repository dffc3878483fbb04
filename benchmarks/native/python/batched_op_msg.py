"""Measures PyMongo's _batched_op_msg at what BatchInsertBenchmark does: an insert of 1,000 small documents.

    python3 -m venv venv && venv/bin/pip install pymongo
    BSON_BENCHMARK_DIR=<folder with small_doc.json> venv/bin/python batched_op_msg.py

Prints the median and the fastest of many calls in microseconds, each call a new message. Without the folder a generated
document of the same shape stands in.
"""

import os
import pathlib
import random
import statistics
import string
import time
from types import SimpleNamespace

import bson
import pymongo
from bson import json_util
from bson.codec_options import DEFAULT_CODEC_OPTIONS
from pymongo import _cmessage

DOCUMENTS = 1000
SECONDS = 5
INSERT = 0


def small():
    folder = os.environ.get("BSON_BENCHMARK_DIR")
    if folder and (pathlib.Path(folder) / "small_doc.json").is_file():
        return json_util.loads((pathlib.Path(folder) / "small_doc.json").read_text())
    print("# small: generated (BSON_BENCHMARK_DIR does not name a folder with it)")
    numbers = random.Random(42)

    def text():
        return "".join(numbers.choices(string.ascii_letters, k=8))

    return {text(): text() if field < 7 else numbers.randrange(-(1 << 31), 1 << 31) for field in range(13)}


def main():
    document = bson.encode(small())
    # Decoded one by one, so that no two share their strings; the _id is added behind, and written in front.
    documents = [{**bson.decode(document), "_id": bson.ObjectId()} for _ in range(DOCUMENTS)]
    command = {"insert": "c", "ordered": True, "$db": "db"}
    limits = SimpleNamespace(max_bson_size=16777216, max_message_size=48000000, max_write_batch_size=100000)

    times = []
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        before = time.perf_counter()
        _, message, sent = _cmessage._batched_op_msg(INSERT, command, documents, True, DEFAULT_CODEC_OPTIONS, limits)
        times.append(time.perf_counter() - before)
        assert len(sent) == DOCUMENTS
    print(
        f"pymongo {pymongo.version} _batched_op_msg: {len(message)} bytes,"
        f" median {statistics.median(times) * 1e6:.0f} us, fastest {min(times) * 1e6:.0f} us, of {len(times)}"
    )


if __name__ == "__main__":
    main()
