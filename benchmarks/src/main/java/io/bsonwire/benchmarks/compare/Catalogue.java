package io.bsonwire.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which rows there are. */
final class Catalogue {
    /** The two documents of the spike that replaced PyMongo's C extension, and those of the driver benchmark specification. */
    static final List<String> DOCUMENTS =
            List.of("simple", "complex", "flat", "deep", "full", "small_doc", "tweet", "large_doc");

    private static final Set<String> QUICK_RAW = Set.of("flat", "deep");
    private static final Set<String> QUICK_TREES = Set.of("simple", "complex", "flat", "deep", "full");

    private Catalogue() {}

    /** Those that are measured; {@code quick} leaves out what teaches least. */
    static List<Row> rows(boolean quick) {
        List<Row> rows = new ArrayList<>();
        for (String operation : List.of("encode", "decode")) {
            for (String document : DOCUMENTS) {
                if (!quick || QUICK_TREES.contains(document)) {
                    rows.add(tree(operation, document));
                }
            }
        }
        for (String operation : List.of("append", "iterate", "validate", "skip")) {
            for (String document : DOCUMENTS) {
                if (!quick || QUICK_RAW.contains(document)) {
                    rows.add(raw(operation, document));
                }
            }
        }
        rows.add(new Row(Table.RAW, "get", "flat", Peer.LIBBSON, Peer.RUST, Peer.MONGODB_RAW, Peer.BSONWIRE));
        for (String operation : List.of("to-json", "from-json")) {
            for (String document : quick ? List.of("flat") : List.of("flat", "deep", "full")) {
                rows.add(json(operation, document));
            }
        }
        rows.add(new Row(
                Table.WIRE,
                "insert:1000",
                "small_doc",
                Peer.PYMONGO_C,
                Peer.PYMONGO_PYTHON,
                Peer.MONGODB_DOCUMENT,
                Peer.BSONWIRE_MAPS,
                Peer.BSONWIRE));
        rows.add(new Row(
                Table.WIRE,
                "find",
                "find",
                Peer.PYMONGO_C,
                Peer.PYMONGO_PYTHON,
                Peer.MONGODB_DOCUMENT,
                Peer.MONGODB_BSON_DOCUMENT,
                Peer.BSONWIRE));
        rows.add(primitive("crc32c", "message-16kb"));
        if (!quick) {
            rows.add(primitive("crc32c", "message-48mb"));
            for (String compressor : List.of("zlib", "snappy", "zstd", "zstd-jni")) {
                for (String document : List.of("message-16kb", "message-1mb")) {
                    rows.add(primitive("compress:" + compressor, document));
                    rows.add(primitive("decompress:" + compressor, document));
                }
            }
        }
        return rows;
    }

    private static Row tree(String operation, String document) {
        List<Peer> peers = new ArrayList<>(List.of(Peer.PYMONGO_C, Peer.PYMONGO_PYTHON));
        if (!Set.of("flat", "full").contains(document)) { // they have types that the extension does not map
            peers.add(Peer.RUST_EXTENSION);
        }
        peers.addAll(List.of(Peer.RUST, Peer.MONGODB_DOCUMENT, Peer.MONGODB_BSON_DOCUMENT, Peer.BSONWIRE));
        return new Row(Table.TREE, operation, document, 1, peers);
    }

    private static Row raw(String operation, String document) {
        List<Peer> peers = new ArrayList<>(List.of(Peer.LIBBSON, Peer.RUST, Peer.MONGODB_RAW, Peer.BSONWIRE));
        if (operation.equals("iterate")) {
            peers.add(Peer.BSONWIRE_READER);
        }
        return new Row(Table.RAW, operation, document, 1, peers);
    }

    private static Row json(String operation, String document) {
        return new Row(
                Table.JSON,
                operation,
                document,
                Peer.PYMONGO_C,
                Peer.LIBBSON,
                Peer.RUST,
                Peer.MONGODB_DOCUMENT,
                Peer.MONGODB_BSON_DOCUMENT,
                Peer.BSONWIRE);
    }

    private static Row primitive(String operation, String document) {
        return new Row(Table.PRIMITIVE, operation, document, Peer.BARE, Peer.BSONWIRE);
    }
}
