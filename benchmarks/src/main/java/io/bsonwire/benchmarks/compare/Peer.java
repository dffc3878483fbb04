package io.bsonwire.benchmarks.compare;

import java.util.Arrays;

/** Who is measured. */
enum Peer {
    PYMONGO_C("pymongo-c", Language.PYTHON),
    PYMONGO_PYTHON("pymongo-python", Language.PYTHON),
    RUST_EXTENSION("rust-extension", Language.PYTHON),
    RUST("rust", Language.RUST),
    LIBBSON("libbson", Language.C),
    /** org.mongodb:bson with its Document. */
    MONGODB_DOCUMENT("mongodb-document", Language.JAVA),
    /** org.mongodb:bson with its BsonDocument. */
    MONGODB_BSON_DOCUMENT("mongodb-bsondocument", Language.JAVA),
    /** org.mongodb:bson without objects for documents: its reader, its writer, its RawBsonDocument. */
    MONGODB_RAW("mongodb-raw", Language.JAVA),
    /** The primitive alone that a row of this library is built on. */
    BARE("bare", Language.JAVA),
    BSONWIRE("bsonwire", Language.JAVA),
    /** This library, from a LinkedHashMap. */
    BSONWIRE_MAPS("bsonwire-maps", Language.JAVA),
    /** This library's BsonReader, which checks all that it passes; bsonwire itself is RawCursor, which does not. */
    BSONWIRE_READER("bsonwire-reader", Language.JAVA);

    /** What a peer's runner is written in. */
    enum Language {
        PYTHON,
        RUST,
        C,
        JAVA
    }

    private final String id;
    private final Language language;

    Peer(String id, Language language) {
        this.id = id;
        this.language = language;
    }

    /** The versions of what is measured in Java; the other runners tell theirs. */
    static final String MONGODB_VERSION = "5.14.0";

    /** What a runner in Java says that it measures. */
    String version() {
        if (name().startsWith("MONGODB")) {
            return "org.mongodb:bson " + MONGODB_VERSION;
        }
        String version = Peer.class.getPackage().getImplementationVersion();
        return this == BARE ? "JDK and libraries" : "bsonwire " + (version == null ? "from classes" : version);
    }

    /** The name in commands, samples and the CSV. */
    String id() {
        return id;
    }

    Language language() {
        return language;
    }

    static Peer of(String id) {
        return Arrays.stream(values())
                .filter(peer -> peer.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("peer: " + id));
    }
}
