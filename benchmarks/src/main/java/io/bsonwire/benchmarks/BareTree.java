package io.bsonwire.benchmarks;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.Code;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.Regex;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a decoded document without what makes them: a pattern of the document, whose copy has the same strings,
 * boxes and arrays, and in place of documents and value objects records with the same fields. Names are shared, as a decoder
 * shares them. Texts are ASCII, so that copying their bytes makes a string.
 */
@SuppressWarnings("ArrayRecordComponent") // they are never compared
final class BareTree {
    /** Pattern of a string. */
    private record Text(byte[] ascii) {}

    /** The last two are of the map that a Document is. */
    private record Entries(
            @Nullable Object[] slots,
            int size,
            int changes,
            @Nullable Object index,
            @Nullable Object keySet,
            @Nullable Object values) {}

    private record Items(@Nullable Object[] items) {}

    private record Data(int subtype, byte[] bytes) {}

    private record Bits(long bits) {}

    private record Id(long high, int low) {}

    /** Of code, whose second part is null, of code with scope, and of a regular expression. */
    private record Texts(@Nullable Object first, @Nullable Object second) {}

    private BareTree() {}

    /** The pattern of a value. */
    static @Nullable Object of(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            @Nullable Object[] slots = new Object[2 * map.size()];
            int at = 0;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                slots[at++] = entry.getKey();
                slots[at++] = of(entry.getValue());
            }
            return new Entries(slots, map.size(), 0, null, null, null);
        } else if (value instanceof List<?> list) {
            @Nullable Object[] items = new Object[list.size()];
            Arrays.setAll(items, i -> of(list.get(i)));
            return new Items(items);
        } else if (value instanceof String text) {
            return new Text(text.getBytes(StandardCharsets.US_ASCII));
        } else if (value instanceof Binary binary) {
            return new Data(binary.subtype(), binary.toByteArray());
        } else if (value instanceof BsonTimestamp timestamp) {
            return new Bits(timestamp.bits());
        } else if (value instanceof ObjectId id) {
            return new Id(id.seconds(), id.hashCode());
        } else if (value instanceof Code code) {
            return new Texts(of(code.code()), null);
        } else if (value instanceof CodeWithScope code) {
            return new Texts(of(code.code()), of(code.scope()));
        } else if (value instanceof Regex regex) {
            return new Texts(of(regex.pattern()), of(regex.options()));
        }
        return value; // a box, an instant, or one that there is once
    }

    /** A copy of what the pattern stands for, all of it newly allocated. */
    static @Nullable Object copy(@Nullable Object pattern) {
        if (pattern instanceof Text text) {
            return new String(text.ascii, StandardCharsets.ISO_8859_1);
        } else if (pattern instanceof Entries entries) {
            @Nullable Object[] slots = new Object[entries.slots.length];
            for (int i = 0; i < slots.length; i += 2) {
                slots[i] = entries.slots[i];
                slots[i + 1] = copy(entries.slots[i + 1]);
            }
            return new Entries(slots, entries.size, 0, null, null, null);
        } else if (pattern instanceof Integer number) {
            return Integer.valueOf(number.intValue());
        } else if (pattern instanceof Long number) {
            return Long.valueOf(number.longValue());
        } else if (pattern instanceof Double number) {
            return Double.valueOf(number.doubleValue());
        } else if (pattern instanceof Items items) {
            @Nullable Object[] copies = new Object[items.items.length];
            for (int i = 0; i < copies.length; i++) {
                copies[i] = copy(items.items[i]);
            }
            return Arrays.asList(copies);
        }
        return copyOfValue(pattern);
    }

    private static @Nullable Object copyOfValue(@Nullable Object pattern) {
        if (pattern instanceof Texts texts) {
            return new Texts(copy(texts.first), copy(texts.second));
        } else if (pattern instanceof Data data) {
            return new Data(data.subtype, data.bytes.clone());
        } else if (pattern instanceof Bits bits) {
            return new Bits(bits.bits);
        } else if (pattern instanceof Id id) {
            return new Id(id.high, id.low);
        } else if (pattern instanceof Instant instant) {
            return Instant.ofEpochMilli(instant.toEpochMilli());
        }
        return pattern;
    }

    /** Hands over each text that a copy has, in the order of the document. */
    static void forEachText(@Nullable Object copy, Consumer<String> consumer) {
        if (copy instanceof String text) {
            consumer.accept(text);
        } else if (copy instanceof Entries entries) {
            for (int i = 1; i < entries.slots.length; i += 2) {
                forEachText(entries.slots[i], consumer);
            }
        } else if (copy instanceof List<?> list) {
            list.forEach(item -> forEachText(item, consumer));
        } else if (copy instanceof Texts texts) {
            forEachText(texts.first, consumer);
            forEachText(texts.second, consumer);
        }
    }
}
