package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MinKey;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.RawDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The parts of a message, as a builder takes them. */
record MessageParts(int requestId, int responseTo, int flagBits, Document body, Map<String, List<Document>> sequences) {
    private static final String LETTERS = "abc_$.\u00e9\u20ac\uFFFD";

    /** Any parts. Written by hand: generators that can shrink take minutes for as many documents in documents. */
    static MessageParts of(Random random) {
        int flagBits = random.nextInt() & ~(OpMsg.REQUIRED_FLAGS & ~OpMsg.KNOWN_REQUIRED_FLAGS);
        Map<String, List<Document>> sequences = new LinkedHashMap<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            sequences.put(text(random), documents(random, 2));
        }
        return new MessageParts(random.nextInt(), random.nextInt(), flagBits, document(random, 3), sequences);
    }

    /** Hands the parts to a builder, each document in one of the forms that it takes. */
    OpMsgBuilder addTo(OpMsgBuilder builder) {
        sequences.forEach((identifier, documents) -> builder.sequence(
                identifier, documents.stream().map(MessageParts::inAnotherForm).toList()));
        return builder.requestId(requestId)
                .responseTo(responseTo)
                .flagBits(flagBits)
                .body(body);
    }

    private static Object inAnotherForm(Document document) {
        return switch (document.size() % 4) {
            case 0 -> document;
            case 1 -> new LinkedHashMap<>(document);
            case 2 -> RawDocument.of(BsonCodec.DEFAULT.encode(document));
            default ->
                (BsonWritable) writer ->
                        document.forEach((name, value) -> writer.name(name).writeValue(value));
        };
    }

    private static List<Document> documents(Random random, int depth) {
        List<Document> documents = new ArrayList<>();
        for (int count = random.nextInt(5); count > 0; count--) {
            documents.add(document(random, depth));
        }
        return documents;
    }

    private static Document document(Random random, int depth) {
        Document document = new Document();
        for (int count = random.nextInt(6); count > 0; count--) {
            document.put(text(random), value(random, depth));
        }
        return document;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 8 : 10)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextLong();
            case 2 -> random.nextGaussian();
            case 3 -> text(random).repeat(random.nextInt(40));
            case 4 -> Instant.ofEpochMilli(random.nextLong());
            case 5 -> random.nextBoolean();
            case 6 -> BsonTimestamp.ofBits(random.nextLong());
            case 7 -> random.nextBoolean() ? MinKey.INSTANCE : ObjectId.generate();
            case 8 -> document(random, depth - 1);
            default -> documents(random, depth - 1);
        };
    }

    /** Text that may be a name: no NUL, no lone surrogate. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(8); length > 0; length--) {
            int letter = random.nextInt(LETTERS.length() + 1);
            text.append(letter == LETTERS.length() ? "\uD83D\uDE00" : LETTERS.substring(letter, letter + 1));
        }
        return text.toString();
    }
}
