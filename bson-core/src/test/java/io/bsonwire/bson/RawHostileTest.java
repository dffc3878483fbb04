package io.bsonwire.bson;

import static io.bsonwire.bson.RawSamples.bytes;
import static io.bsonwire.bson.RawSamples.everyType;
import static io.bsonwire.bson.RawSamples.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Every way into a raw view, on broken bytes in every kind of buffer: only {@link BsonException} may come out, and the
 * same one whatever the buffer.
 */
class RawHostileTest {
    private static final byte[] SAMPLE = bytes(everyType());
    private static final List<RawAccess> ACCESSES = accesses();

    private static List<RawAccess> accesses() {
        List<RawAccess> all = new ArrayList<>(RawAccess.whole());
        // The walk of the cursor gets every value; these look some up among the others.
        for (String name : List.of("double", "regex", "codeWithScope", "maxKey")) {
            all.add(RawAccess.of("get " + name, raw -> raw.get(name)));
        }
        all.addAll(List.of(
                RawAccess.of("contains", raw -> raw.contains("absent")),
                RawAccess.of("find in documents", raw -> raw.find("document.a.b.2")),
                RawAccess.of("find in arrays", raw -> raw.find("array.0.n")),
                RawAccess.of("getArray", raw -> raw.getArray("array").get(2)),
                RawAccess.of("array size", raw -> raw.getArray("array").size()),
                RawAccess.of("toList", raw -> raw.getArray("array").toList()),
                RawAccess.of("indexed", raw -> raw.indexed().get("maxKey")),
                RawAccess.of("with", raw -> raw.with("code", 1)),
                RawAccess.of("without", raw -> raw.without("date")),
                RawAccess.of("cursor.find", raw -> raw.cursor().find(FieldNames.of("maxKey"), 0))));
        return all;
    }

    @Test
    void cutAtEveryByte() {
        for (int length = 0; length < SAMPLE.length; length++) {
            byte[] cut = Arrays.copyOf(SAMPLE, length);
            check(cut, ACCESSES);
            if (length >= 5) { // the same with a header and an end that are right
                BsonFormat.putInt32(cut, 0, length);
                cut[length - 1] = 0;
                check(cut, ACCESSES);
            }
        }
    }

    @Test
    void everyByteFlipped() {
        for (int at = 0; at < SAMPLE.length; at++) {
            for (int mask : new int[] {0x01, 0xFF}) {
                byte[] flipped = SAMPLE.clone();
                flipped[at] ^= (byte) mask;
                check(flipped, ACCESSES);
            }
        }
    }

    @Test
    void everyTypeByte() {
        byte[] bytes = bytes(new Document("first", 1)
                .append("e", Binary.of(0, new byte[] {5, 0, 0, 0, 0, 'x', 0, 0, 0, 0, 0, 0}))
                .append("last", 2));
        int typeAt = 4 + 11;
        assertThat(bytes[typeAt]).isEqualTo((byte) 5);
        List<RawAccess> all = new ArrayList<>(RawAccess.whole());
        for (String name : List.of("first", "e", "last", "absent")) {
            all.addAll(RawAccess.lookUps(name));
        }

        int known = 0;
        for (int type = 0; type < 256; type++) {
            byte[] changed = bytes.clone();
            changed[typeAt] = (byte) type;
            check(changed, all);
            RawDocument raw = RawDocument.of(changed);
            assertThat(raw.getInt32("first")).isEqualTo(1);
            if (BsonType.fromByte(type) == null) {
                assertThatThrownBy(() -> raw.contains("e")).isInstanceOf(MalformedBsonException.class);
            } else {
                known++;
            }
        }
        assertThat(known).isEqualTo(21);
    }

    @Test
    void everyLengthFieldOutOfRange() {
        List<Integer> fields = lengthFields(RawDocument.of(SAMPLE));
        assertThat(fields).hasSizeGreaterThan(12);
        for (int at : fields) {
            int length = BsonFormat.int32(SAMPLE, at);
            for (int wrong : new int[] {
                0,
                1,
                2,
                3,
                4,
                -1,
                -5,
                Integer.MIN_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE - 16,
                length - 1,
                length + 1
            }) {
                byte[] bytes = SAMPLE.clone();
                BsonFormat.putInt32(bytes, at, wrong);
                check(bytes, ACCESSES);
            }
        }
    }

    /** Where the values start that begin with a length, at all depths; for a code with scope its code's too. */
    private static List<Integer> lengthFields(RawDocument raw) {
        List<Integer> fields = new ArrayList<>();
        for (RawCursor cursor = raw.cursor(); cursor.next(); ) {
            int typeByte = cursor.type().code();
            if (BsonFormat.valueSize(typeByte) == BsonFormat.LENGTH_PREFIXED) {
                fields.add(cursor.valueOffset());
            }
            switch (cursor.type()) {
                case DOCUMENT -> fields.addAll(lengthFields(cursor.getDocument()));
                case CODE_WITH_SCOPE -> fields.add(cursor.valueOffset() + 4);
                default -> {}
            }
        }
        return fields;
    }

    @Test
    void textWithoutEnd() {
        for (String element : List.of("0A 616161", "0B 6100 7061", "0B 6100 706100 69", "10 6161616161616161616161")) {
            byte[] body = hex(element);
            byte[] bytes = Unpooled.buffer(body.length + 5, body.length + 5)
                    .writeIntLE(body.length + 5)
                    .writeBytes(body)
                    .writeByte(0)
                    .array();
            check(bytes, ACCESSES);
            assertThatThrownBy(() -> RawDocument.of(bytes).size())
                    .isInstanceOf(MalformedBsonException.class)
                    .hasMessageContaining("without end");
        }
    }

    @Test
    void aMillionLevels() {
        int levels = 1_000_000;
        ByteBuf buffer = Unpooled.buffer(8 * levels);
        for (int i = 0; i < levels; i++) {
            buffer.writeIntLE(8 * (levels - i) - 3);
            if (i < levels - 1) {
                buffer.writeByte(3).writeByte('a').writeByte(0);
            }
        }
        buffer.writeZero(levels);
        RawDocument raw = RawDocument.of(buffer);

        assertThat(raw.size()).isEqualTo(1);
        assertThat(raw.with("b", 1).size()).isEqualTo(2);
        assertThat(raw.hashCode()).isEqualTo(raw.copy().hashCode());
        for (RawAccess access : List.of(
                RawAccess.of("toDocument", RawDocument::toDocument),
                RawAccess.of("validate", view -> {
                    view.validate();
                    return view;
                }),
                RawAccess.of("find", view -> view.find("a.".repeat(levels) + "a")),
                RawAccess.of(
                        "writeTo", view -> BsonCodec.DEFAULT.encode((BsonWritable) writer -> view.writeTo(writer))),
                RawAccess.of("nested views", view -> {
                    RawDocument inner = view;
                    while (!inner.isEmpty()) {
                        inner = inner.getDocument("a");
                    }
                    return inner;
                }))) {
            assertThatThrownBy(() -> access.on(raw))
                    .as(access.name())
                    .isInstanceOf(MalformedBsonException.class)
                    .hasMessageContaining("nesting depth: 201");
        }
    }

    // ---- the same outcome in every buffer ----

    private static void check(byte[] bytes, List<RawAccess> accesses) {
        List<String> expected = outcomes(BufferShape.HEAP, bytes, accesses);
        for (BufferShape shape : BufferShape.values()) {
            if (shape != BufferShape.HEAP) {
                assertThat(outcomes(shape, bytes, accesses))
                        .as(() -> shape + " " + HexFormat.of().formatHex(bytes))
                        .isEqualTo(expected);
            }
        }
    }

    private static List<String> outcomes(BufferShape shape, byte[] bytes, List<RawAccess> accesses) {
        ByteBuf buffer = shape.of(bytes);
        int start = buffer.readerIndex();
        List<String> outcomes = new ArrayList<>();
        RawDocument raw;
        try {
            raw = RawDocument.of(buffer);
        } catch (BsonException e) {
            outcomes.add(describe(e, start));
            return outcomes;
        }
        for (RawAccess access : accesses) {
            outcomes.add(outcome(access.name(), () -> access.on(raw), start));
        }
        walk(raw.cursor(), outcomes, start);
        return outcomes;
    }

    private static void walk(RawCursor cursor, List<String> outcomes, int start) {
        for (; ; ) {
            String moved = outcome("next", cursor::next, start);
            outcomes.add(moved);
            if (!moved.equals("next: true")) {
                return;
            }
            outcomes.add(outcome("name", cursor::name, start));
            outcomes.add(outcome("nameIndex", () -> cursor.nameIndex(FieldNames.of("date", "int32")), start));
            outcomes.add(outcome("value", cursor::value, start));
            outcomes.add("length: " + cursor.valueLength() + " of " + cursor.type());
            try {
                if (cursor.type() == BsonType.DOCUMENT) {
                    walk(cursor.getDocument().cursor(), outcomes, start);
                } else if (cursor.type() == BsonType.ARRAY) {
                    walk(cursor.getArray().cursor(), outcomes, start);
                }
            } catch (BsonException e) {
                outcomes.add(describe(e, start));
            }
        }
    }

    /** What came out; anything but a BsonException goes on to fail the test. */
    private static String outcome(String what, Supplier<Object> access, int start) {
        String result;
        try {
            Object value = access.get();
            result = value instanceof RawDocument document
                    ? HexFormat.of().formatHex(document.toByteArray())
                    : value instanceof RawArray array
                            ? HexFormat.of().formatHex(array.toByteArray())
                            : String.valueOf(value);
        } catch (BsonException e) {
            result = describe(e, start);
        }
        return what + ": " + result;
    }

    private static String describe(BsonException e, int start) {
        boolean placed = e instanceof MalformedBsonException && e.offset() >= start;
        if (!placed && !(e instanceof BsonTypeException)) {
            throw e;
        }
        long offset = e.offset() < 0 ? -1 : e.offset() - start;
        return e.getClass().getSimpleName() + " " + e.problem() + " at " + offset + ", path " + e.path();
    }
}
