package io.bsonwire.benchmarks;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonCodec;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Documents made up for {@link BenchmarkDocuments}; a name gives the same one each time. */
final class GeneratedDocuments {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    /** Bytes of a string element beside its name and its text. */
    private static final int AROUND_TEXT = 1 + 1 + 4 + 1;

    private GeneratedDocuments() {}

    static Document document(String name) {
        Random random = new Random(42);
        return switch (name) {
            case "flat" -> flat(random);
            case "deep" -> deep(random, 5);
            case "full" -> full(random);
            case "small" -> small(random);
            case "tweet" -> tweet(random);
            case "large" -> large(random);
            case "simple" -> simple();
            case "complex" -> complex(random);
            case "1k" -> ofSize(1 << 10, random);
            case "16k" -> ofSize(1 << 14, random);
            case "256k" -> ofSize(1 << 18, random);
            case "4m" -> ofSize(1 << 22, random);
            case "16m" -> ofSize(1 << 24, random);
            default ->
                throw new IllegalArgumentException("document: " + name + " (expected: flat, deep, full, small, tweet, "
                        + "large, simple, complex, 1k, 16k, 256k, 4m or 16m)");
        };
    }

    /** 145 fields, a third of them strings of 80 letters, the rest numbers and booleans. */
    private static Document flat(Random random) {
        Document document = new Document(145);
        while (document.size() < 145) {
            Object value = switch (document.size() % 6) {
                case 0, 3 -> text(random, 80);
                case 1 -> random.nextInt(100);
                case 2 -> random.nextBoolean();
                case 4 -> random.nextDouble();
                default -> random.nextLong();
            };
            document.put(text(random, 8), value);
        }
        return document;
    }

    /** A binary tree with two strings in each leaf. */
    private static Document deep(Random random, int depth) {
        if (depth == 0) {
            return new Document("rightValue", text(random, 8)).append("leftValue", text(random, 8));
        }
        return new Document("right", deep(random, depth - 1)).append("left", deep(random, depth - 1));
    }

    /** 91 fields that go round most types. */
    private static Document full(Random random) {
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

    /** 13 fields, seven short strings and six numbers. */
    private static Document small(Random random) {
        Document document = new Document(13);
        while (document.size() < 13) {
            document.put(text(random, 8), document.size() < 7 ? text(random, 8) : (Object) random.nextInt());
        }
        return document;
    }

    /** A message with its writer in it: long names, texts, booleans, nulls, numbers, and an array of mentions. */
    private static Document tweet(Random random) {
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

    /** 94,000 fields, strings and numbers in turn. */
    private static Document large(Random random) {
        Document document = new Document(94_000);
        while (document.size() < 94_000) {
            document.put(text(random, 12), document.size() % 2 == 0 ? text(random, 12) : (Object) random.nextInt());
        }
        return document;
    }

    /** 57 bytes. */
    private static Document simple() {
        return new Document("name", "Jane Roe")
                .append("age", 42)
                .append("score", 98.6)
                .append("active", true);
    }

    /** 804 bytes: each type that every language has, in three levels. */
    private static Document complex(Random random) {
        Document address = new Document("street", "12 Market Row")
                .append("city", "Springfield")
                .append("zip", "04711")
                .append("place", new Document("lat", 52.516).append("lon", 13.377));
        List<Object> orders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            orders.add(new Document("number", 1_000_000_000_000L + i)
                    .append("item", text(random, 12))
                    .append("count", i + 1)
                    .append("price", 19.5 * (i + 1))
                    .append("paid", i % 2 == 0));
        }
        Document document = new Document("name", "Jane Roe")
                .append("email", "jane.roe@example.com")
                .append("age", 42)
                .append("visits", 1L << 40)
                .append("score", 98.6)
                .append("active", true)
                .append("partner", null)
                .append("address", address)
                .append("tags", List.of("new", "gift", "fragile"))
                .append("levels", List.of(1, 2, 3, 5, 8))
                .append("key", Binary.of(text(random, 32).getBytes(StandardCharsets.US_ASCII)))
                .append("orders", orders);
        return filled(document, BsonCodec.DEFAULT.encode(document).length, 804, random);
    }

    /** An array of sub-documents in a document of so many bytes. */
    private static Document ofSize(int size, Random random) {
        List<Object> items = new ArrayList<>();
        Document document = new Document("kind", "generated").append("items", items);
        int length = BsonCodec.DEFAULT.encode(document).length;
        while (true) {
            Document item = new Document("number", random.nextInt())
                    .append("name", text(random, 16))
                    .append("ratio", random.nextDouble())
                    .append("text", text(random, 40 + random.nextInt(80)))
                    .append("tags", List.of(text(random, 4), text(random, 6)))
                    .append("valid", random.nextBoolean());
            int index = Integer.toString(items.size()).length();
            int longer = length + 1 + index + 1 + BsonCodec.DEFAULT.encode(item).length;
            if (longer + AROUND_TEXT + "rest".length() > size) {
                return filled(document, length, size, random);
            }
            items.add(item);
            length = longer;
        }
    }

    /** Adds a text that brings the document from one size to another. */
    private static Document filled(Document document, int length, int size, Random random) {
        return document.append("rest", text(random, size - length - AROUND_TEXT - "rest".length()));
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
