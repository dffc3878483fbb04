package io.bsonwire.spec;

import io.bsonwire.spec.report.ConformanceReport;
import java.util.List;

/** Why peers have red cells: each has been looked at, and found to be the peer's doing and not its adapter's. */
final class PeerRemarks {
    private static final String DAMAGE = "mutations, .*(text|terminators|bits|any mutation)";

    private PeerRemarks() {}

    static void addTo(ConformanceReport report) {
        for (String kind : List.of("Document", "BsonDocument", "RawBsonDocument")) {
            driver(report, "org.mongodb:bson " + kind);
        }
        report.remark(
                "org.mongodb:bson Document",
                "generated, (documents: (of every|that Ext|of up to 500)|other values: binary)",
                "Binary of subtype 9 whose bytes are no vector is refused, though it is a document; BsonDocument takes it.",
                "generated > other values > binary > decode");
        bson4jackson(report);
        javaServer(report);
    }

    private static void driver(ConformanceReport report, String name) {
        report.remark(
                        name,
                        "official corpus, (code|dbpointer|string|symbol).json|vectors, fault: utf-8|" + DAMAGE,
                        "Malformed UTF-8 is replaced by U+FFFD instead of refused.",
                        "PeerBehaviourTest.malformedUtf8IsReplacedSilentlyThere")
                .remark(
                        name,
                        "official corpus, top.json",
                        "Extended JSON is read that is none: a subType and a $date that are plain numbers.",
                        "official corpus > top.json > parse error: Bad $binary (type is number, not string)")
                .remark(
                        name,
                        "vectors, nesting",
                        "No limit of depth: 5,000 levels in 40 KB end in a StackOverflowError.",
                        "PeerBehaviourTest.fiveThousandLevelsOverflowTheStackThere")
                .remark(
                        name,
                        "vectors, what cannot be written",
                        "A surrogate without its other half is written as three bytes that are not UTF-8.",
                        "PeerBehaviourTest.loneSurrogatesAreWrittenAsTheirOwnThreeBytesThere")
                .remark(
                        name,
                        "generated, documents: that Extended JSON",
                        "Relaxed Extended JSON of a DBPointer is {\"$ref\", \"$id\"} without the {\"$dbPointer\"} around it, which"
                                + " reads back as a document.",
                        "generated > documents > that Extended JSON can express > to relaxed JSON");
    }

    private static void bson4jackson(ConformanceReport report) {
        String name = "bson4jackson";
        report.remark(
                        name,
                        "official corpus, (dbpointer|dbref|oid).json|generated, documents|mutations",
                        "Bytes 4 to 11 of an ObjectId are read with their signs: one of 0x80 or more changes those before it.",
                        "PeerBehaviourTest.objectIdsOfLargeBytesAreChangedByBson4Jackson")
                .remark(
                        name,
                        "decimal|generated, documents|mutations",
                        "A decimal128 that has been read is written as a string; from java.math.BigDecimal it is right, which"
                                + " has neither NaN nor infinity nor minus zero.",
                        "PeerBehaviourTest.decimal128BecomesAStringInBson4Jackson")
                .remark(
                        name,
                        "official corpus, (array|code_w_scope|document|top).json"
                                + "|fault: (document|value|scope) length|fault: early end|mutations",
                        "Lengths of documents, arrays and code with scope are not compared with where their elements end,"
                                + " even with HONOR_DOCUMENT_LENGTH.",
                        "official corpus > array.json > error: Array length too long: eats outer terminator > decode")
                .remark(
                        name,
                        "official corpus, (code|code_w_scope|dbpointer|string|symbol).json|fault: terminator|mutations",
                        "The NUL behind a string is not looked at.",
                        "official corpus > string.json > error: string is not null-terminated > decode")
                .remark(
                        name,
                        "official corpus, boolean.json|fault: boolean byte|mutations",
                        "Every byte but 0 is read as true.",
                        "official corpus > boolean.json > error: Invalid boolean value of 2 > decode")
                .remark(
                        name,
                        "fault: utf-8|mutations, .*text",
                        "The names of an array's elements are not looked at.",
                        "vectors > fault: utf-8 > name in an array with overlong NUL > decode")
                .remark(
                        name,
                        "fault: (value|inner) length|mutations",
                        "A length of 2 GiB in a few bytes is allocated before it is compared with what is there:"
                                + " OutOfMemoryError.",
                        "vectors > fault: value length > binData length 2147483647 > decode")
                .remark(
                        name,
                        "vectors, nesting",
                        "No limit of depth: 5,000 levels end in a StackOverflowError.",
                        "vectors > nesting > 5,000 levels of documents > decode")
                .remark(
                        name,
                        "vectors, what cannot be written",
                        "A name with a NUL is written as it is, and what is behind the NUL is read as a value.",
                        "vectors > what cannot be written > NUL in a name > encode");
    }

    private static void javaServer(ConformanceReport report) {
        String name = "mongo-java-server";
        report.remark(
                        name,
                        "official corpus, (code|string).json|fault: utf-8|" + DAMAGE,
                        "Malformed UTF-8 is replaced by U+FFFD instead of refused.",
                        "official corpus > string.json > error: invalid UTF-8 > decode")
                .remark(
                        name,
                        "official corpus, array.json|mutations, .*elements",
                        "An array with an index twice is refused, where the corpus has it read.",
                        "official corpus > array.json > Multi Element Array with duplicate indexes, degenerate BSON > decode")
                .remark(
                        name,
                        "official corpus, regex.json|vectors, regex",
                        "Options of a regular expression are not put in order when they are written.",
                        "official corpus > regex.json > flags not alphabetized, degenerate BSON > round trip")
                .remark(
                        name,
                        "official corpus, (array|document).json|fault: value length|mutations, .*length fields",
                        "An embedded document may end one byte behind its last, on the terminator of the one around it.",
                        "official corpus > document.json > error: Subdocument length too long: eats outer terminator > decode")
                .remark(
                        name,
                        "fault: value length|mutations, .*length fields",
                        "A length of 2 GiB in a few bytes is allocated before it is compared with what is there:"
                                + " OutOfMemoryError.",
                        "vectors > fault: value length > string length 2147483647 for 1 > decode")
                .remark(
                        name,
                        "vectors, nesting",
                        "No limit of depth: 5,000 levels end in a StackOverflowError.",
                        "vectors > nesting > 5,000 levels of documents > decode")
                .remark(
                        name,
                        "vectors, what cannot be written",
                        "A name with a NUL is written as it is, and what is behind the NUL is read as a value.",
                        "vectors > what cannot be written > NUL in a name > encode");
    }
}
