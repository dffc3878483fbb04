package io.bsonwire.cli;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.MaxKey;
import io.bsonwire.bson.MinKey;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.Regex;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Made-up orders, customers and events of a shop. A document depends on nothing but the seed and its number, so that what
 * was sent can be made again to compare it with what comes back. Their ids ascend with their numbers.
 */
final class SampleDocuments {
    /** More would not fit the seconds in their ids. */
    static final long MAX_COUNT = 1_000_000_000;

    static final String ORDER = "order";
    static final String CUSTOMER = "customer";
    static final String EVENT = "event";

    static final List<String> STATES = List.of("pending", "paid", "packed", "shipped", "delivered", "returned");
    static final List<String> LEVELS = List.of("debug", "info", "warning", "error");

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final List<String> NAMES = List.of(
            "Ada Lovelace",
            "Łukasz Żółć",
            "François Lefèvre",
            "Σοφία Παπαδοπούλου",
            "Дмитрий Козлов",
            "山田 太郎",
            "김민준",
            "ליאור כהן",
            "محمد الفاسي",
            "Ngozi Okonkwo",
            "Jürgen Groß",
            "Zoë O'Connor",
            "अनन्या शर्मा");
    private static final List<String> STREETS = List.of(
            "Rua Augusta",
            "Plac Zbawiciela",
            "Königstraße",
            "Οδός Ερμού",
            "улица Арбат",
            "銀座通り",
            "Broadway",
            "Søndergade");
    private static final List<String> CITIES =
            List.of("Lisboa", "Kraków", "Köln", "Αθήνα", "Москва", "東京", "New York", "Århus");
    private static final List<String> COUNTRIES = List.of("PT", "PL", "DE", "GR", "RU", "JP", "US", "DK");
    private static final List<String> GOODS = List.of(
            "Espresso beans, dark",
            "Oolong tea 烏龍茶",
            "Crème brûlée torch",
            "Cutting board, walnut",
            "Kettle 1.7 ℓ",
            "Chef's knife 20 cm",
            "Pasta machine",
            "Jalapeño sauce 🌶",
            "Notebook \"dotted\"",
            "Glass\tset of 4");
    private static final List<String> TAGS =
            List.of("kitchen", "gift", "new", "sale", "fragile", "organic", "bestseller", "last pieces");
    private static final List<String> NOTES = List.of(
            "Please ring twice.",
            "Leave it with the neighbour 🙂",
            "Bitte nicht knicken",
            "配達は午後にお願いします",
            "Line one\nline two",
            "");
    private static final List<String> PATHS =
            List.of("/cart", "/cart/items", "/checkout", "/orders", "/search?q=th%C3%A9", "/login", "/health");
    private static final List<String> METHODS = List.of("GET", "GET", "GET", "POST", "PUT", "DELETE");

    private final long seed;
    private final byte[] idRandom;

    SampleDocuments(long seed) {
        this.seed = seed;
        this.idRandom = bytes(new Random(mix(~seed)), 5);
    }

    /**
     * Makes one document.
     *
     * @param number 0 up to, not including, {@link #MAX_COUNT}
     */
    Document document(long number) {
        Random random = new Random(mix(seed * 0x9E3779B97F4A7C15L + number));
        Document document = new Document(20).append("_id", id(number));
        int kind = random.nextInt(10);
        if (kind < 5) {
            return order(document, number, random);
        }
        return kind < 7 ? customer(document, random) : event(document, number, random);
    }

    /** Time, random part and counter, as clients make them. */
    private ObjectId id(long number) {
        ByteBuffer id = ByteBuffer.allocate(ObjectId.LENGTH)
                .putInt((int) (START.getEpochSecond() + number))
                .put(idRandom)
                .put((byte) (number >> 16))
                .putShort((short) number);
        return ObjectId.of(id.array());
    }

    // ---- kinds ----

    private static Document order(Document order, long number, Random random) {
        Instant placed = START.plusSeconds(number);
        String state = any(STATES, random);
        int count = 1 + random.nextInt(6);
        List<@Nullable Object> lines = new ArrayList<>(count);
        int units = 0;
        long cents = 0;
        for (int i = 0; i < count; i++) {
            int quantity = 1 + random.nextInt(4);
            long price = 99L + random.nextInt(20_000);
            units += quantity;
            cents += quantity * price;
            lines.add(new Document("sku", (char) ('A' + random.nextInt(26)) + "-" + digits(random.nextInt(99_999), 5))
                    .append("title", any(GOODS, random))
                    .append("quantity", quantity)
                    .append("price", money(price))
                    .append("weightKg", random.nextInt(10_000) / 1000.0)
                    .append("tags", some(TAGS, random)));
        }
        List<@Nullable Object> history = new ArrayList<>();
        for (String passed : STATES.subList(0, STATES.indexOf(state) + 1)) {
            history.add(new Document("state", passed).append("at", placed.plusMillis(history.size() * 7_654_321L)));
        }
        boolean paid = history.size() > 1;
        return order.append("kind", ORDER)
                .append("number", "SO-" + digits(number, 9))
                .append("status", state)
                .append("revision", 1)
                .append("placedAt", placed)
                .append(
                        "customer",
                        new Document("id", 1L + random.nextInt(1 << 30))
                                .append("name", any(NAMES, random))
                                .append("address", address(random)))
                .append("lines", lines)
                .append("units", units)
                .append("total", money(cents))
                .append(
                        "payment",
                        new Document("method", random.nextBoolean() ? "card" : "transfer")
                                .append("token", Binary.of(bytes(random, 16)))
                                .append("paidAt", paid ? placed.plusMillis(random.nextInt(86_400_000)) : null))
                .append("history", history)
                .append("gift", random.nextInt(8) == 0)
                .append("note", random.nextInt(3) == 0 ? any(NOTES, random) : null);
    }

    private static Document customer(Document customer, Random random) {
        List<@Nullable Object> addresses = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            addresses.add(address(random));
        }
        // From 1940 to 2008: most of them are negative as milliseconds.
        Instant birthday = Instant.ofEpochSecond(-946_771_200L + random.nextInt(24_837) * 86_400L);
        return customer.append("kind", CUSTOMER)
                .append("name", any(NAMES, random))
                .append("email", "user" + random.nextInt(1_000_000) + "@example.com")
                .append("birthday", birthday)
                .append("addresses", addresses)
                .append(
                        "loyalty",
                        new Document("points", random.nextLong() >>> 34)
                                .append("balance", money(random.nextInt(200_000) - 100_000))
                                .append("level", random.nextInt(5)))
                .append(
                        "consent",
                        new Document("newsletter", random.nextBoolean())
                                .append("at", START.minusSeconds(random.nextInt(100_000_000))))
                .append("key", Binary.of(Binary.UUID, uuid(random)))
                .append("avatar", Binary.of(bytes(random, 32 + random.nextInt(200))))
                .append("interests", some(TAGS, random));
    }

    private static Document event(Document event, long number, Random random) {
        List<@Nullable Object> samples = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            samples.add(random.nextGaussian());
        }
        Document context = new Document("attempt", random.nextInt(3));
        for (int i = random.nextInt(6); i > 0; i--) {
            context = new Document(any(TAGS, random), context).append("n" + i, random.nextInt());
        }
        return event.append("kind", EVENT)
                .append("level", any(LEVELS, random))
                .append("at", START.plusSeconds(number).plusMillis(random.nextInt(1000)))
                .append("clock", BsonTimestamp.of(START.getEpochSecond() + number, random.nextInt(100)))
                .append(
                        "source",
                        new Document("host", "web-" + random.nextInt(16))
                                .append("pid", 1000 + random.nextInt(60_000))
                                .append("version", List.of(random.nextInt(4), random.nextInt(10), random.nextInt(100))))
                .append(
                        "request",
                        new Document("method", any(METHODS, random))
                                .append("path", any(PATHS, random))
                                .append("route", new Regex("^/(cart|orders?)(/\\d+)?$", "i"))
                                .append("status", random.nextInt(10) == 0 ? 500 : 200)
                                .append("bytes", (long) random.nextInt() << random.nextInt(16))
                                .append("seconds", -StrictMath.log(1 - random.nextDouble()) / 8))
                .append("trace", Binary.of(Binary.UUID, uuid(random)))
                .append("samples", samples)
                .append("context", context)
                .append("window", new Document("from", MinKey.INSTANCE).append("to", MaxKey.INSTANCE));
    }

    private static Document address(Random random) {
        int place = random.nextInt(CITIES.size());
        return new Document("street", any(STREETS, random) + " " + (1 + random.nextInt(200)))
                .append("city", CITIES.get(place))
                .append("country", COUNTRIES.get(place))
                .append(
                        "location",
                        new Document("type", "Point")
                                .append(
                                        "coordinates",
                                        List.of(random.nextDouble() * 360 - 180, random.nextDouble() * 180 - 90)));
    }

    // ---- values ----

    private static Decimal128 money(long cents) {
        return Decimal128.of(BigDecimal.valueOf(cents, 2));
    }

    private static String digits(long value, int width) {
        String text = Long.toString(value);
        return "0".repeat(Math.max(0, width - text.length())) + text;
    }

    private static <T> T any(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    /** None to three, in no order; the same one may come twice. */
    private static List<@Nullable Object> some(List<String> values, Random random) {
        List<@Nullable Object> chosen = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            chosen.add(any(values, random));
        }
        return chosen;
    }

    private static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A random one, version 4. */
    private static byte[] uuid(Random random) {
        byte[] bytes = bytes(random, 16);
        bytes[6] = (byte) ((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte) ((bytes[8] & 0x3F) | 0x80);
        return bytes;
    }

    /** Spreads seeds that lie close together, whose first random numbers would be alike otherwise (SplitMix64). */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
