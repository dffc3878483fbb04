package io.bsonwire.benchmarks;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.Code;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MaxKey;
import io.bsonwire.bson.MinKey;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.Regex;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Documents of the shapes and nearly the sizes of those of the driver benchmark specification, for where these are not at
 * hand. Each is the same every time.
 */
public final class StandIns {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private StandIns() {}

    /**
     * 145 fields, a third of them strings of 80 letters, the rest numbers and booleans; an ObjectId comes last.
     *
     * @return the document
     */
    public static Document flat() {
        Random random = new Random(42);
        Document document = new Document(145);
        while (document.size() < 144) {
            Object value = switch (document.size() % 6) {
                case 0, 3 -> text(random, 80);
                case 1 -> random.nextInt(100);
                case 2 -> random.nextBoolean();
                case 4 -> random.nextDouble();
                default -> random.nextLong();
            };
            document.put(text(random, 8), value);
        }
        return document.append("_id", ObjectId.ofSmallest(Instant.ofEpochSecond(1_451_324_983)));
    }

    /**
     * A binary tree of 32 leaves with two strings each.
     *
     * @return the document
     */
    public static Document deep() {
        return deep(new Random(42), 5);
    }

    private static Document deep(Random random, int depth) {
        if (depth == 0) {
            return new Document("rightValue", text(random, 8)).append("leftValue", text(random, 8));
        }
        return new Document("right", deep(random, depth - 1)).append("left", deep(random, depth - 1));
    }

    /**
     * 91 fields that go round most types.
     *
     * @return the document
     */
    public static Document full() {
        Random random = new Random(42);
        Document document = new Document(91);
        while (document.size() < 91) {
            Object value = switch (document.size() % 13) {
                case 0 -> random.nextInt(100);
                case 1 -> Binary.of(text(random, 80).getBytes(StandardCharsets.US_ASCII));
                case 2 -> random.nextLong();
                case 3 -> new Document();
                case 4 -> MaxKey.INSTANCE;
                case 5 -> new CodeWithScope(text(random, 80), new Document());
                case 6 -> new Code(text(random, 80));
                case 7 -> MinKey.INSTANCE;
                case 8 -> Instant.ofEpochMilli(random.nextInt());
                case 9 -> ObjectId.ofSmallest(Instant.ofEpochSecond(random.nextInt(1 << 30)));
                case 10 -> new Regex(text(random, 8), "i");
                case 11 -> BsonTimestamp.of(random.nextInt(1 << 30), 1);
                default -> List.of(1, text(random, 8), true);
            };
            document.put(text(random, 8), value);
        }
        return document;
    }

    /**
     * 13 fields, seven short strings and six numbers.
     *
     * @return the document
     */
    public static Document small() {
        Random random = new Random(42);
        Document document = new Document(13);
        while (document.size() < 13) {
            document.put(text(random, 8), document.size() < 7 ? text(random, 8) : (Object) random.nextInt());
        }
        return document;
    }

    /**
     * A message with its writer in it: long names, texts, booleans, nulls, numbers, and an array of mentions.
     *
     * @return the document
     */
    public static Document tweet() {
        Random random = new Random(42);
        Document user = new Document(32);
        while (user.size() < 32) {
            user.put("user_" + text(random, 14), plain(user.size(), random, 27));
        }
        Document mention = new Document("indices", List.of(0, 9))
                .append("screen_name", text(random, 8))
                .append("name", text(random, 16))
                .append("id", random.nextInt());
        Document entities = new Document("user_mentions", List.of(mention))
                .append("urls", List.of())
                .append("hashtags", List.of());
        Document document = new Document("text", text(random, 37)).append("entities", entities);
        while (document.size() < 16) {
            document.put("field_" + text(random, 8), plain(document.size(), random, 16));
        }
        return document.append("user", user).append("id", random.nextLong());
    }

    private static @Nullable Object plain(int place, Random random, int length) {
        return switch (place % 5) {
            case 0, 3 -> text(random, length);
            case 1 -> random.nextBoolean();
            case 2 -> null;
            default -> random.nextInt();
        };
    }

    /**
     * 94,000 fields, strings and numbers in turn.
     *
     * @return the document
     */
    public static Document large() {
        Random random = new Random(42);
        Document document = new Document(94_000);
        while (document.size() < 94_000) {
            document.put(text(random, 12), document.size() % 2 == 0 ? text(random, 12) : (Object) random.nextInt());
        }
        return document;
    }

    /**
     * Makes up a text.
     *
     * @param random where its letters come from
     * @param length how many
     * @return the letters
     */
    public static String text(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
