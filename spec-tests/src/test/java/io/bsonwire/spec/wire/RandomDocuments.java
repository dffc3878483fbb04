package io.bsonwire.spec.wire;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.Code;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.DbPointer;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MaxKey;
import io.bsonwire.bson.MinKey;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.Regex;
import io.bsonwire.bson.Symbol;
import io.bsonwire.bson.Undefined;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Small documents of all types, made by chance. Written by hand: generators that can shrink take minutes for as many
 * documents as messages need.
 */
public final class RandomDocuments {
    private static final String LETTERS = "abc_$.\u00e9\u20ac\uFFFD";
    private static final int SCALARS = 20;

    private RandomDocuments() {}

    /** A document whose containers are no deeper than so many. */
    public static Document any(Random random, int depth) {
        Document document = new Document();
        for (int count = random.nextInt(6); count > 0; count--) {
            document.put(text(random), value(random, depth));
        }
        return document;
    }

    /** Up to four documents. */
    static List<Document> several(Random random, int depth) {
        List<Document> documents = new ArrayList<>();
        for (int count = random.nextInt(5); count > 0; count--) {
            documents.add(any(random, depth));
        }
        return documents;
    }

    /** Text that may be a name: no NUL, no lone surrogate. */
    static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(8); length > 0; length--) {
            int letter = random.nextInt(LETTERS.length() + 1);
            text.append(letter == LETTERS.length() ? "\uD83D\uDE00" : LETTERS.substring(letter, letter + 1));
        }
        return text.toString();
    }

    private static @Nullable Object value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? SCALARS : SCALARS + 3)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextLong();
            case 2 -> random.nextInt(8) == 0 ? Double.NaN : random.nextGaussian();
            case 3 -> text(random).repeat(random.nextInt(20));
            case 4 -> text(random) + '\0';
            case 5 -> Instant.ofEpochMilli(random.nextLong());
            case 6 -> random.nextBoolean();
            case 7 -> null;
            case 8 -> Undefined.INSTANCE;
            case 9 -> MinKey.INSTANCE;
            case 10 -> MaxKey.INSTANCE;
            case 11 -> objectId(random);
            case 12 -> BsonTimestamp.ofBits(random.nextLong());
            case 13 -> Decimal128.ofBits(random.nextLong(), random.nextLong());
            case 14 -> Binary.of(random.nextInt(256), bytes(random, random.nextInt(40)));
            case 15 -> new Regex(text(random), random.nextBoolean() ? "" : "im");
            case 16 -> new DbPointer(text(random), objectId(random));
            case 17 -> new Code(text(random));
            case 18 -> new Symbol(text(random));
            case 19 -> Binary.of(new byte[0]);
            case 20 -> new CodeWithScope(text(random), any(random, depth - 1));
            case 21 -> any(random, depth - 1);
            default -> several(random, depth - 1);
        };
    }

    private static ObjectId objectId(Random random) {
        return ObjectId.of(bytes(random, 12));
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
