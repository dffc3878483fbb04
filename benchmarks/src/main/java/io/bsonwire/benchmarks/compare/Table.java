package io.bsonwire.benchmarks.compare;

import java.util.List;

/** The tables: what stands in one of them is comparable, what stands in two is not. */
enum Table {
    TREE("Trees: objects of the language to BSON and back", """
            PyMongo's dict, Document of the crate and of both Java libraries. Python's times include the making of Python's \
            objects and the call from Python. libbson has no objects for documents and is in the next table only. The \
            Rust extension builds a Document of the crate in between; it knows None, bool, int, float, str, bytes, dict and \
            list alone. For `org.mongodb:bson` the better of Document and BsonDocument counts; both are in the CSV."""),
    RAW("Raw: BSON without objects for documents", """
            `append` writes prepared values one after another, from the same flat list in each language; Rust's crate, which \
            appends finished containers, gets them nested. `iterate` visits every element, embedded ones too, and adds up \
            types, lengths and numbers to a sum on which all have to agree; bsonwire's is the better of RawCursor, which \
            like libbson checks little, and BsonReader, which checks all; Rust's checks UTF-8, the reader of \
            `org.mongodb:bson` makes a String of each name. `skip` passes over the top level; bsonwire's BsonReader checks \
            what it skips, the others do not. `validate` checks structure and UTF-8: `bson_validate` (which before version \
            2.0.1 looks at all texts, but does not report what it finds); in Rust and `org.mongodb:bson` reading all values \
            and dropping them, which is the least that looks at all (the latter replaces malformed UTF-8 and does not \
            refuse it). `get` finds the last field of the document and takes its number, or the seconds of its ObjectId."""),
    JSON("Extended JSON, canonical", """
            Between objects of the language and text; libbson's is between its bytes and text, without objects. PyMongo's is \
            its module json_util, which is Python alone."""),
    WIRE("Wire: OP_MSG", """
            `insert:1000` is the message that inserts 1,000 documents, each with an _id that goes to the front: \
            `_batched_op_msg` of PyMongo; the driver's way with `org.mongodb:bson`: command and documents into one output \
            buffer, and a copy to a direct one; bsonwire's OpMsgBatches from Documents, and from LinkedHashMaps. `find` is \
            one command: `_op_msg`, OpMsgBuilder."""),
    PRIMITIVE("Wire: over the bare primitive", """
            Checksum and OpCompressed beside the same call of the same library on the same bytes with nothing around it \
            (java.util.zip, aircompressor, zstd-jni). 0.95x in brackets means that bsonwire takes 5 % more than the call.""");

    private final String title;
    private final String remarks;

    Table(String title, String remarks) {
        this.title = title;
        this.remarks = remarks;
    }

    /** A column: the best of these peers. */
    record Column(String title, List<Peer> peers) {
        static final Column MONGODB =
                new Column("org.mongodb:bson", Peer.MONGODB_DOCUMENT, Peer.MONGODB_BSON_DOCUMENT, Peer.MONGODB_RAW);
        static final Column BSONWIRE = new Column("bsonwire", Peer.BSONWIRE, Peer.BSONWIRE_READER);

        private static final Column PYMONGO = new Column("PyMongo C", Peer.PYMONGO_C);
        private static final Column PYTHON = new Column("PyMongo pure Python", Peer.PYMONGO_PYTHON);
        private static final Column RUST = new Column("Rust crate", Peer.RUST);
        private static final Column LIBBSON = new Column("libbson", Peer.LIBBSON);

        Column(String title, Peer... peers) {
            this(title, List.of(peers));
        }
    }

    String title() {
        return title;
    }

    /** What has to be known to read it. */
    String remarks() {
        return remarks;
    }

    /** The columns before bsonwire's. */
    List<Column> others() {
        return switch (this) {
            case TREE ->
                List.of(
                        Column.PYMONGO,
                        Column.PYTHON,
                        new Column("Rust extension", Peer.RUST_EXTENSION),
                        Column.RUST,
                        Column.MONGODB);
            case RAW -> List.of(Column.LIBBSON, Column.RUST, Column.MONGODB);
            case JSON ->
                List.of(new Column("PyMongo json_util", Peer.PYMONGO_C), Column.LIBBSON, Column.RUST, Column.MONGODB);
            case WIRE ->
                List.of(
                        Column.PYMONGO,
                        Column.PYTHON,
                        Column.MONGODB,
                        new Column("bsonwire from maps", Peer.BSONWIRE_MAPS));
            case PRIMITIVE -> List.of(new Column("bare", Peer.BARE));
        };
    }
}
