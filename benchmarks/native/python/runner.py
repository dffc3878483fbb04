"""The runner for Python: runner.py peer operation document-file.

It prepares the operation and checks that it does what it says, else prints a line with the error and exits with 1; warms
up; prints a line {"ready": true, ...}; then runs as often as each line that it reads says, and prints the sample.

The peers: pymongo-c, PyMongo with its C extensions; pymongo-python, PyMongo without them; rust-extension, the crate bson
behind PyO3. Functions of the extensions are called directly, without the checks of their arguments around them.
"""

import itertools
import json
import pathlib
import sys
import time
from types import SimpleNamespace

WARM_UP = 10

PEER, OPERATION, FILE = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
if PEER == "pymongo-python":
    # What is None here cannot be imported: PyMongo then takes its fallback.
    sys.modules["bson._cbson"] = None
    sys.modules["pymongo._cmessage"] = None


def check(right, what):
    if not right:
        raise ValueError(f"wrong: {what}")


def pymongo_operation(verb, number, data):
    import bson
    import pymongo
    from bson import json_util
    from bson.codec_options import DEFAULT_CODEC_OPTIONS as options
    from bson.json_util import CANONICAL_JSON_OPTIONS as canonical
    from pymongo import message

    check(bson.has_c() == (PEER == "pymongo-c"), "C extension")
    encode, decode = bson._dict_to_bson, bson._bson_to_dict
    version = f"PyMongo {pymongo.version}"

    # The last argument: _id stays where it is.
    def encoded(document):
        return encode(document, False, options, False)

    document = decode(data, options)
    check(encoded(document) == data, "encoded bytes")
    if verb == "encode":
        return version, encode, (document, False, options, False), len
    if verb == "decode":
        return version, decode, (data, options), nothing
    if verb == "to-json":
        text = json_util.dumps(document, json_options=canonical)
        check(encoded(json_util.loads(text, json_options=canonical)) == data, "document after JSON")
        return version, lambda: json_util.dumps(document, json_options=canonical), (), nothing
    if verb == "from-json":
        text = FILE.with_suffix(".json").read_text()
        check(encoded(json_util.loads(text, json_options=canonical)) == data, "document from JSON")
        return version, lambda: json_util.loads(text, json_options=canonical), (), nothing
    if verb == "find":
        return version, message._op_msg_uncompressed, (0, document, "", None, options), lambda sent: len(sent[1])
    if verb == "insert":
        # Decoded one by one, so that no two share their texts; the _id is added behind, and written in front.
        documents = [{**decode(data, options), "_id": bson.ObjectId()} for _ in range(number)]
        command = {"insert": "c", "ordered": True, "$db": "db"}
        limits = SimpleNamespace(max_bson_size=16777216, max_message_size=48000000, max_write_batch_size=100000)
        return (
            version,
            message._batched_op_msg,
            (0, command, documents, True, options, limits),
            lambda sent: len(sent[1]),
        )
    raise ValueError(f"operation: {verb} (expected: one that this peer has)")


def rust_operation(verb, data):
    import bsonwire_rust_extension as extension

    document = extension.decode_bson(data)
    check(extension.encode_bson(document) == data, "encoded bytes")
    version = f"bson {extension.BSON_VERSION}, PyO3"
    if verb == "encode":
        return version, extension.encode_bson, (document,), len
    if verb == "decode":
        return version, extension.decode_bson, (data,), nothing
    raise ValueError(f"operation: {verb} (expected: encode or decode)")


def nothing(_):
    return 0


def run(function, arguments, iterations):
    # What timeit does: the cheapest loop that Python has.
    repeat = itertools.repeat(None, iterations)
    before = time.perf_counter_ns()
    for _ in repeat:
        function(*arguments)
    return time.perf_counter_ns() - before


def main():
    verb, _, argument = OPERATION.partition(":")
    data = FILE.read_bytes()
    if PEER == "rust-extension":
        version, function, arguments, result = rust_operation(verb, data)
    else:
        version, function, arguments, result = pymongo_operation(verb, int(argument or 1), data)
    line = {
        "peer": PEER,
        "version": f"{version} on Python {sys.version.split()[0]}",
        "operation": OPERATION,
        "document": FILE.name,
    }
    run(function, arguments, WARM_UP)
    print(json.dumps({**line, "ready": True, "result": str(result(function(*arguments)))}), flush=True)
    for request in sys.stdin:
        iterations = int(request)
        nanos = run(function, arguments, iterations)
        print(json.dumps({**line, "iterations": iterations, "nanos": nanos, "bytes": len(data)}), flush=True)


try:
    main()
except Exception as e:
    print(json.dumps({"error": f"{type(e).__name__}: {e}"}), flush=True)
    sys.exit(1)
