"""Decodes and re-encodes each document of a file with PyMongo. A line for each: the bytes in hexadecimal, a tab, and the
canonical Extended JSON, or in place of either "!" and why there is none."""

import struct
import sys

import bson
from bson import json_util
from bson.codec_options import CodecOptions, DatetimeConversion

if not bson.has_c():
    sys.exit("PyMongo has been installed without its C extension")

# The options that lose least: dates as numbers, since Python's own do not reach as far.
OPTIONS = CodecOptions(document_class=dict, datetime_conversion=DatetimeConversion.DATETIME_MS)
JSON_OPTIONS = json_util.JSONOptions(
    json_mode=json_util.JSONMode.CANONICAL, datetime_conversion=DatetimeConversion.DATETIME_MS
)


def attempt(action):
    try:
        return action()
    except Exception as e:
        return "!" + type(e).__name__ + ": " + " ".join(str(e).split())[:120]


def main(path):
    with open(path, "rb") as file:
        data = file.read()
    at = 0
    lines = []
    while at < len(data):
        (length,) = struct.unpack_from("<i", data, at)
        raw = data[at : at + length]
        at += length
        document = attempt(lambda: bson.decode(raw, OPTIONS))
        if isinstance(document, str):
            lines.append(document + "\t" + document)
            continue
        encoded = attempt(lambda: bson.encode(document, codec_options=OPTIONS).hex())
        text = attempt(lambda: json_util.dumps(document, json_options=JSON_OPTIONS))
        lines.append(encoded + "\t" + text)
    sys.stdout.buffer.write(("\n".join(lines) + "\n").encode("utf-8", "backslashreplace"))


main(sys.argv[1])
