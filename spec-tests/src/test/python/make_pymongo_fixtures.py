"""Writes messages that PyMongo's C extension makes, as fixtures for PyMongoFixturesTest.

    python3 -m venv venv && venv/bin/pip install pymongo
    venv/bin/python make_pymongo_fixtures.py > ../resources/io/bsonwire/spec/pymongo.txt

The extension takes request ids from rand(); they are replaced by 1, 2, 3 ... in the order of a case's messages. All else
is as the extension made it. It has to be there: the fallback in Python splits some batches elsewhere.
"""

import datetime
import random
import re
import struct
import sys
from types import SimpleNamespace

import bson
import pymongo
from bson import json_util
from bson.codec_options import DEFAULT_CODEC_OPTIONS
from pymongo import _cmessage, message
from pymongo.errors import DocumentTooLarge

RUN = re.compile(r"(?=x{6}|(?:78){6})(x|78)\1*")

OPERATIONS = {"insert": (0, "documents"), "update": (1, "updates"), "delete": (2, "deletes")}

HEADER = f"""\
# Messages made by the C extension of PyMongo {pymongo.version}. Written by make_pymongo_fixtures.py, not by hand.
#
# Each case is a block of lines "key: value"; blocks are parted by empty lines.
# name        what the case is about
# function    which function of pymongo._cmessage has made it; _client_batched_op_msg is one of pymongo.message
# operation   insert, update or delete; with acknowledged, command, documents: what it was given, as canonical
#             Extended JSON
# arguments   the other functions' arguments, in an object
# operations  for _client_batched_op_msg in place of documents; the first field names the namespace
# limits      what it was told: max_bson_size, max_message_size, max_write_batch_size, max_split_size
# server      for _encode_batched_op_msg: the server's limit of a message, from which PyMongo derives that max_message_size
#             when it is going to compress
# message     what it has made: the message, with its request id replaced
# sizes       what it has returned beside the message
# batch       index of the first document, number of documents, and what was made of them: the message, with its request
#             ids replaced by 1, 2, 3 ...; for _encode_batched_op_msg what follows its header; for
#             _encode_batched_write_command the command document
# empty       what was made of no documents, as in batch
# before      as batch, of the documents in front of the one that is too large, which PyMongo gives only without it
# error       index of the document that is too large, and what PyMongo says
#
# A run of the letter x is written as x{{100}}, in hexadecimal as 78{{100}}.\
"""


def json(value):
    return json_util.dumps(value, json_options=json_util.CANONICAL_JSON_OPTIONS, separators=(",", ":"))


def renumbered(message, request_id):
    return message[:4] + struct.pack("<i", request_id) + message[8:]


def case(name, function, *lines):
    print()
    print("name:", name)
    print("function:", function)
    for key, value in lines:
        print(f"{key}: {RUN.sub(lambda run: f'{run[1]}{{{len(run[0]) // len(run[1])}}}', str(value))}")


# ---- single messages


def op_msg(name, flags, command, identifier="", documents=None):
    _, message, size, largest = _cmessage._op_msg(flags, command, identifier, documents, DEFAULT_CODEC_OPTIONS)
    arguments = {"flags": flags, "identifier": identifier}
    case(
        name,
        "_op_msg",
        ("arguments", json(arguments)),
        ("command", json(command)),
        ("documents", json(documents or [])),
        ("message", renumbered(message, 1).hex()),
        ("sizes", f"{size} {largest}"),
    )


def query_message(name, flags, collection, skip, limit, query, fields=None):
    _, message, largest = _cmessage._query_message(
        flags, collection, skip, limit, query, fields, DEFAULT_CODEC_OPTIONS
    )
    arguments = {"flags": flags, "collection": collection, "skip": skip, "limit": limit, "query": query}
    if fields is not None:
        arguments["fields"] = fields
    case(
        name,
        "_query_message",
        ("arguments", json(arguments)),
        ("message", renumbered(message, 1).hex()),
        ("sizes", largest),
    )


def get_more_message(name, collection, limit, cursor):
    _, message = _cmessage._get_more_message(collection, limit, cursor)
    arguments = {"collection": collection, "limit": limit, "cursor": bson.Int64(cursor)}
    case(
        name, "_get_more_message", ("arguments", json(arguments)), ("message", renumbered(message, 1).hex())
    )


# ---- batches


def context(bson_size, message_size, batch_size, split_size=0):
    return SimpleNamespace(
        max_bson_size=bson_size,
        max_message_size=message_size,
        max_write_batch_size=batch_size,
        max_split_size=split_size,
    )


def server_limit(ctx):
    """The limit of a server for which PyMongo's own context, when it compresses, has the limit of this one."""
    server = SimpleNamespace(max_message_size=ctx.max_message_size + 16, compression_context=object())
    own = message._BulkWriteContext("db", "insert", server, None, None, None, 0, DEFAULT_CODEC_OPTIONS)
    assert own.max_message_size == ctx.max_message_size
    return server.max_message_size


def batched_op_msg(operation, command, documents, ack, ctx):
    number, _ = OPERATIONS[operation]
    _, message, sent = _cmessage._batched_op_msg(number, command, documents, ack, DEFAULT_CODEC_OPTIONS, ctx)
    return message, sent


def encode_batched_op_msg(operation, command, documents, ack, ctx):
    number, _ = OPERATIONS[operation]
    return _cmessage._encode_batched_op_msg(number, command, documents, ack, DEFAULT_CODEC_OPTIONS, ctx)


NAMESPACE = "db.$cmd"


def encode_batched_write_command(operation, command, documents, ack, ctx):
    number, _ = OPERATIONS[operation]
    message, sent = _cmessage._encode_batched_write_command(
        NAMESPACE, number, command, documents, DEFAULT_CODEC_OPTIONS, ctx
    )
    return message[message.index(b"\x00", 4) + 9 :], sent


def batches(name, function, operation, ack, command, documents, ctx):
    lines = [
        ("operation", operation),
        ("acknowledged", str(ack).lower()),
        ("limits", f"{ctx.max_bson_size} {ctx.max_message_size} {ctx.max_write_batch_size} {ctx.max_split_size}"),
        ("command", json(command)),
        ("documents", json(documents)),
    ]
    if function is encode_batched_op_msg:
        lines.append(("server", server_limit(ctx)))
    request_id = 0

    def numbered(message):
        nonlocal request_id
        request_id += 1
        return renumbered(message, request_id) if function is batched_op_msg else message

    if not documents:
        made, sent = function(operation, command, documents, ack, ctx)
        assert not sent
        lines.append(("empty", numbered(made).hex()))
    first = 0
    while first < len(documents):
        try:
            made, sent = function(operation, command, documents[first:], ack, ctx)
        except DocumentTooLarge as error:
            # Which one it is shows when it is left out.
            too_large = first
            before = None
            while too_large < len(documents):
                try:
                    before = function(operation, command, documents[first : too_large + 1], ack, ctx)
                except DocumentTooLarge:
                    break
                too_large += 1
            if before is not None:
                made, sent = before
                assert len(sent) == too_large - first
                lines.append(("before", f"{first} {len(sent)} {numbered(made).hex()}"))
            lines.append(("error", f"{too_large} {error}"))
            break
        lines.append(("batch", f"{first} {len(sent)} {numbered(made).hex()}"))
        first += len(sent)
    case(name, "_" + function.__name__, *lines)


def command(operation):
    return {operation: "c", "ordered": True, "$db": "db"}


def statement(operation, size):
    """A document of this size: an _id that is not in front, or a statement of update or delete."""
    if operation == "insert":
        smallest = {"s": "", "_id": 1}
    elif operation == "update":
        smallest = {"q": {}, "u": {"s": ""}}
    else:
        smallest = {"q": {"s": ""}, "limit": 0}
    missing = size - len(bson.encode(smallest))
    inner = smallest if operation == "insert" else smallest["u" if operation == "update" else "q"]
    inner["s"] = "x" * missing
    assert len(bson.encode(smallest)) == size
    return smallest


def empty_size(function, operation):
    """What a message has without documents."""
    body = len(bson.encode(command(operation)))
    field = len(OPERATIONS[operation][1]) + 1
    if function is encode_batched_write_command:
        # As PyMongo counts: the fields of an OP_QUERY in front, no NULs at the end.
        return 13 + len(NAMESPACE) + body - 1 + 1 + field + 4
    return (16 if function is batched_op_msg else 0) + 4 + 1 + body + 1 + 4 + field


def splitting():
    for function in (batched_op_msg, encode_batched_op_msg, encode_batched_write_command):
        array = function is encode_batched_write_command
        for operation in OPERATIONS:
            sizes = [40, 44, 40, 52]
            documents = [statement(operation, size) for size in sizes]
            for fit in (1, 2, 3):
                exact = empty_size(function, operation) + sum(sizes[:fit]) + (3 * fit if array else 0)
                for more in (-1, 0, 1):
                    if fit == 3 and operation != "insert":
                        continue
                    limit = exact + more
                    ctx = context(1000, 48000000, 100, limit) if array else context(1000, limit, 100)
                    ack = array or more != 0
                    what = {-1: "one byte less than", 0: "exactly", 1: "one byte more than"}[more]
                    batches(
                        f"{operation}, {what} the size of {fit}", function, operation, ack, command(operation),
                        documents, ctx,
                    )
        documents = [{"_id": i} for i in range(7)]
        for count in (1, 3, 7, 8):
            batches(
                f"insert of 7, at most {count} in a batch", function, "insert", True, command("insert"), documents,
                context(1000, 100000, count, 100000),
            )
        batches("insert of none", function, "insert", True, command("insert"), [], context(1000, 100000, 10, 100000))


def too_large():
    for function in (batched_op_msg, encode_batched_op_msg):
        for operation in OPERATIONS:
            for at in (0, 1, 3):
                documents = [statement(operation, 40) for _ in range(4)]
                documents[at] = statement(operation, 61)
                for ack in (True, False) if at == 1 else (False,):
                    batches(
                        f"{operation}, document {at} larger than max_bson_size", function, operation, ack,
                        command(operation), documents, context(60, 100000, 10),
                    )
            documents = [statement(operation, size) for size in (40, 60, 61)]
            batches(
                f"{operation}, the last larger than max_bson_size and than what is left of the message", function,
                operation, False, command(operation), documents,
                context(60, empty_size(function, operation) + 100, 10),
            )
            documents = [statement(operation, size) for size in (40, 91, 40)]
            batches(
                f"{operation}, document 1 larger than a message of its own", function, operation, True,
                command(operation), documents, context(1000, empty_size(function, operation) + 90, 10),
            )
    for operation in OPERATIONS:
        smaller, larger = 100 + 16382, 100 + 16383
        batches(
            f"{operation}, larger than max_split_size", encode_batched_write_command, operation, True,
            command(operation), [statement(operation, size) for size in (40, 200, 40)], context(100, 48000000, 10, 150),
        )
        batches(
            f"{operation}, larger than a command", encode_batched_write_command, operation, True,
            command(operation), [statement(operation, 40), statement(operation, larger)],
            context(100, 48000000, 10, 100000),
        )
    batches(
        "insert, as large as a command may be", encode_batched_write_command, "insert", True, command("insert"),
        [statement("insert", smaller)], context(100, 48000000, 10, 150),
    )


def bulk_writes():
    def insert(namespace, size):
        return "insert", namespace, {"document": statement("insert", size)}

    def update(namespace, size, kind="update"):
        mods = {"$set": {"s": "x" * size}} if kind == "update" else {"s": "x" * size}
        return kind, namespace, {"filter": {"a": 1}, "updateMods": mods, "multi": False}

    def delete(namespace, size):
        return "delete", namespace, {"filter": {"s": "x" * size}, "multi": True}

    def batches(name, ack, operations, ctx, more=None):
        command = {"bulkWrite": 1, "errorsOnly": True, "ordered": False, **(more or {}), "$db": "admin"}
        lines = [
            ("acknowledged", str(ack).lower()),
            ("limits", f"{ctx.max_bson_size} {ctx.max_message_size} {ctx.max_write_batch_size} 0"),
            ("command", json(command)),
            ("operations", json([{kind: namespace, **fields} for kind, namespace, fields in operations])),
        ]
        request_id = 0
        first = 0
        while first < len(operations):
            # The name of the first field is that of the operation; PyMongo fills in the index.
            documents = [
                (kind, {"update" if kind == "replace" else kind: -1, **fields})
                for kind, _, fields in operations[first:]
            ]
            namespaces = [namespace for _, namespace, _ in operations[first:]]
            try:
                _, made, sent, _ = message._client_batched_op_msg(
                    command, documents, namespaces, ack, DEFAULT_CODEC_OPTIONS, ctx
                )
            except DocumentTooLarge as error:
                lines.append(("error", f"{first} {error}"))
                break
            request_id += 1
            lines.append(("batch", f"{first} {len(sent)} {renumbered(made, request_id).hex()}"))
            first += len(sent)
        case(name, "_client_batched_op_msg", *lines)

    def limit(sequences, more=None):
        own = {"bulkWrite": 1, "errorsOnly": True, "ordered": False, **(more or {})}
        return 1000 + len(bson.encode(own)) + sequences

    mixed = [insert("db.a", 40), update("db.b", 10), delete("db.a", 20), update("db.c", 5, "replace"), insert("db.b", 33)]
    batches("one of each", True, mixed, context(1000, 48000000, 100))
    batches("one of each, not acknowledged", False, mixed, context(1000, 48000000, 100))
    batches("at most 2 in a batch", True, mixed, context(1000, 48000000, 2))
    # An insert of a document of 40 bytes takes 67, one of its namespaces 18.
    inserts = [insert("db.a", 40), insert("db.b", 40), insert("db.a", 40), insert("db.b", 40), insert("db.b", 40)]
    for fit, size in ((1, 67 + 18), (2, 2 * (67 + 18)), (3, 3 * 67 + 2 * 18)):
        for more in (-1, 0, 1):
            what = {-1: "one byte less than", 0: "exactly", 1: "one byte more than"}[more]
            batches(f"{what} the size of {fit}", True, inserts, context(1000, limit(size + more), 100))
    own = {"comment": "why", "let": {"v": 1}, "bypassDocumentValidation": True}
    for more in (-1, 0):
        size = 2 * (67 + 18) + more
        batches(f"fields of its own, {more} bytes more", True, inserts, context(1000, limit(size, own), 100), own)
    for kind, operation in (("insert", insert("db.a", 61)), ("replace", update("db.a", 49, "replace"))):
        batches(f"{kind} of a document too large, not acknowledged", False, [operation], context(60, 48000000, 100))
        batches(f"{kind} of a document too large, acknowledged", True, [operation], context(60, 48000000, 100))
    batches("update with more than a document may have", False, [update("db.a", 100)], context(60, 48000000, 100))
    batches("delete too large, not acknowledged", False, [delete("db.a", 17000)], context(60, 48000000, 100))


def at_random():
    numbers = random.Random(20261122)
    for function in (batched_op_msg, encode_batched_op_msg, encode_batched_write_command):
        for number in range(10):
            operation = numbers.choice(list(OPERATIONS))
            documents = [statement(operation, numbers.randint(34, 90)) for _ in range(numbers.randint(1, 14))]
            ctx = context(
                numbers.choice((80, 1000)),
                empty_size(function, operation) + numbers.randint(85, 300),
                numbers.randint(2, 8),
                numbers.randint(100, 400),
            )
            if function is encode_batched_write_command:
                ctx.max_message_size = 48000000
            batches(
                f"random {number}", function, operation, numbers.random() < 0.7, command(operation), documents, ctx
            )


def singles():
    everything = {
        "double": 0.5,
        "string": "Gr\u00fc\u00dfe \U0001F600",
        "document": {"a": {"b": []}},
        "array": [1, "two", None, {"three": 3}],
        "binary": bson.Binary(b"\x00\x01\x02", 128),
        "objectId": bson.ObjectId("0102030405060708090a0b0c"),
        "true": True,
        "date": datetime.datetime(2026, 11, 22, 12, 0, 0, 123000, tzinfo=datetime.timezone.utc),
        "null": None,
        "regex": bson.Regex("^a.*", "im"),
        "code": bson.Code("f()"),
        "codeWithScope": bson.Code("g()", {"x": 1}),
        "int32": -1,
        "timestamp": bson.Timestamp(1, 2),
        "int64": bson.Int64(1 << 40),
        "decimal128": bson.Decimal128("-1.50E+3"),
        "minKey": bson.MinKey(),
        "maxKey": bson.MaxKey(),
        "reference": bson.DBRef("c", 1, "db"),
        "_id": 7,
    }
    op_msg("hello", 0, {"hello": 1, "helloOk": True, "$db": "admin"})
    op_msg("hello, exhaust", 1 << 16, {"hello": 1, "maxAwaitTimeMS": 10000, "$db": "admin"})
    op_msg("find", 0, {"find": "c", "filter": {"a": {"$gt": 1}}, "limit": 5, "$db": "db"})
    op_msg("find with every type", 0, {"find": "c", "filter": everything, "$db": "db"})
    op_msg("getMore", 0, {"getMore": bson.Int64(1 << 50), "collection": "c", "batchSize": 100, "$db": "db"})
    op_msg("getMore, exhaust", 1 << 16, {"getMore": bson.Int64(-1), "collection": "c", "$db": "db"})
    op_msg("insert of one", 0, command("insert"), "documents", [{"_id": 1}])
    op_msg("insert with every type", 0, command("insert"), "documents", [everything, {"a": 1}, {"b": 1, "_id": 2}])
    op_msg("insert, not acknowledged", 2, command("insert"), "documents", [{"_id": 1}, {"_id": "x" * 100}])
    op_msg("insert of none", 0, command("insert"), "documents", [])
    op_msg(
        "update", 0, command("update"), "updates",
        [{"q": {"_id": 1}, "u": {"$set": {"a": 2}}, "multi": False, "upsert": True}],
    )
    op_msg("delete", 0, command("delete"), "deletes", [{"q": {"a": 1}, "limit": 0}, {"q": {}, "limit": 1}])

    query_message("isMaster", 4, "admin.$cmd", 0, -1, {"ismaster": 1, "helloOk": True})
    query_message("find", 0, "db.c", 3, 100, {"a": {"$gt": 1}}, {"a": 1, "_id": 0})
    query_message("every flag and type", 0xFE, "db.c\u00e9", -1, 0, everything)
    query_message("find all", 0, "db.c", 0, 0, {}, {})
    get_more_message("getMore", "db.c", 100, 1 << 40)
    get_more_message("getMore, negative", "d\u00e9.c", -1, -(1 << 63))


def main():
    print(HEADER)
    singles()
    splitting()
    too_large()
    at_random()
    bulk_writes()


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    main()
