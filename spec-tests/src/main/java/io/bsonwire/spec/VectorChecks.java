package io.bsonwire.spec;

import io.bsonwire.bson.BsonType;
import java.util.List;
import java.util.Set;

/** The kit's own vectors: each document by every operation, each fault by every operation that has to see it. */
final class VectorChecks {
    private static final int SMALLEST = 5;

    private VectorChecks() {}

    static List<Check<BsonImplementation>> of(Set<Operation> operations) {
        Cases cases = new Cases(Check.Source.VECTORS, operations);
        for (Vector vector : Vector.all()) {
            if (vector.fault() == null && !Reference.namesAreUnique(vector.bson())) {
                twice(cases, vector);
            } else if (vector.fault() == null) {
                cases.document(type(vector.bson()), vector.name(), specimen(vector));
            } else if (vector.fault() != Vector.Fault.DEPTH) { // that is a limit of bsonwire's own; see BorderChecks
                cases.malformed("fault: " + vector.fault().label(), vector.name(), vector.bson());
            }
            lengths(cases, vector);
        }
        return cases.checks();
    }

    private static Specimen specimen(Vector vector) {
        List<String> json = vector.json() == null ? List.of() : List.of(vector.json());
        return new Specimen(vector.bson(), List.of(vector.canonical()), json, List.of(), vector.json(), false);
    }

    /** The specification leaves it open which of two elements of a name is read: either, both, or none. */
    private static void twice(Cases cases, Vector vector) {
        byte[] bson = vector.bson();
        byte[] first = Reference.encode(Reference.decodeFirst(bson));
        Specimen specimen =
                new Specimen(bson, List.of(vector.canonical(), first, bson), List.of(), List.of(), null, false);
        for (Operation operation : List.of(Operation.DECODE, Operation.ROUND_TRIP)) {
            cases.add(type(bson), vector.name(), operation, specimen::describe, implementation -> {
                try {
                    operation.judge(implementation, specimen);
                } catch (Exception e) {
                    if (e instanceof UnsupportedOperationException || !implementation.isRefusal(e)) {
                        throw e;
                    }
                }
            });
        }
    }

    /** Whoever skips a document must not believe a length that cannot be. */
    private static void lengths(Cases cases, Vector vector) {
        byte[] bson = vector.bson();
        int length = bson.length < 4 ? 0 : Layout.int32(bson, 0);
        if (length < SMALLEST || length > bson.length) {
            cases.add(
                    "fault: " + Vector.Fault.DOCUMENT_LENGTH.label(),
                    vector.name(),
                    Operation.SKIP,
                    () -> Reference.describe(bson),
                    implementation -> Operation.SKIP.judgeRefusal(implementation, bson));
        }
    }

    /** Groups documents by the type of their first element. */
    private static String type(byte[] bson) {
        BsonType type = bson.length == SMALLEST ? null : BsonType.fromByte(bson[4]);
        return type == null || type == BsonType.DOCUMENT ? "document" : type.alias();
    }
}
