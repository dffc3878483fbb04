package io.bsonwire.benchmarks;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Documents made up for {@link BenchmarkDocuments}; a name gives the same one each time. */
final class GeneratedDocuments {
    /** Bytes of a string element beside its name and its text. */
    private static final int AROUND_TEXT = 1 + 1 + 4 + 1;

    private GeneratedDocuments() {}

    static Document document(String name) {
        Random random = new Random(42);
        return switch (name) {
            case "flat" -> StandIns.flat();
            case "deep" -> StandIns.deep();
            case "full" -> StandIns.full();
            case "small" -> StandIns.small();
            case "tweet" -> StandIns.tweet();
            case "large" -> StandIns.large();
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
                    .append("item", StandIns.text(random, 12))
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
                .append("key", Binary.of(StandIns.text(random, 32).getBytes(StandardCharsets.US_ASCII)))
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
                    .append("name", StandIns.text(random, 16))
                    .append("ratio", random.nextDouble())
                    .append("text", StandIns.text(random, 40 + random.nextInt(80)))
                    .append("tags", List.of(StandIns.text(random, 4), StandIns.text(random, 6)))
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
        return document.append("rest", StandIns.text(random, size - length - AROUND_TEXT - "rest".length()));
    }
}
