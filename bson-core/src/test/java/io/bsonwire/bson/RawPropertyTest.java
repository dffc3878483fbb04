package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

class RawPropertyTest {
    private static final BsonCodec FIRST_WINS =
            BsonCodec.builder().duplicateNames(DuplicateNames.FIRST_WINS).build();

    /** A change of one byte: a place, as a share of the whole, and what is put there. */
    record Change(double place, byte value) {}

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aViewFindsWhatADecodeMakes(@ForAll("documents") Document document, @ForAll BufferShape shape) {
        RawDocument raw = RawDocument.of(shape.of(RawSamples.bytes(document)));

        assertThat(raw.toDocument()).isEqualTo(document);
        assertThat(raw.size()).isEqualTo(document.size());
        for (RawDocument view : List.of(raw, raw.indexed())) {
            document.forEach(
                    (name, value) -> assertThat(deepValue(view.get(name))).isEqualTo(value));
        }
    }

    /** A value with every view in it taken apart by its own means, not by a decode. */
    private static Object deepValue(Object value) {
        if (value instanceof RawDocument raw) {
            Document document = new Document();
            for (RawCursor cursor = raw.cursor(); cursor.next(); ) {
                document.putIfAbsent(cursor.name(), deepValue(cursor.value()));
            }
            return document;
        }
        if (value instanceof RawArray raw) {
            ArrayList<Object> list = new ArrayList<>();
            for (RawCursor cursor = raw.cursor(); cursor.next(); ) {
                list.add(deepValue(cursor.value()));
            }
            return list;
        }
        return value;
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void theBytesBetweenOffsetsAreTheDocument(@ForAll("documents") Document document, @ForAll BufferShape shape) {
        byte[] bytes = RawSamples.bytes(document);
        RawDocument raw = RawDocument.of(shape.of(bytes));
        ByteBuf copy = Unpooled.buffer().writeIntLE(raw.length());
        for (RawCursor cursor = raw.cursor(); cursor.next(); ) {
            byte[] name = new byte[cursor.nameLength()];
            cursor.getName(name, 0);
            copy.writeByte(cursor.type().code()).writeBytes(name).writeByte(0).writeBytes(cursor.valueBytes());
        }

        assertThat(copy.writeByte(0)).isEqualTo(Unpooled.wrappedBuffer(bytes));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void changesAreThoseOfADocument(
            @ForAll("documents") Document document,
            @ForAll("names") String name,
            @ForAll("values") Object value,
            @ForAll BufferShape shape) {
        RawDocument raw = RawDocument.of(shape.of(RawSamples.bytes(document)));
        Document with = new Document(document);
        with.put(name, value);
        Document without = new Document(document);
        without.remove(name);

        assertThat(raw.with(name, value)).isEqualTo(RawSamples.raw(with));
        assertThat(raw.without(name)).isEqualTo(RawSamples.raw(without));
    }

    @Property(tries = 600, edgeCases = EdgeCasesMode.NONE)
    void brokenBytesAreReadAsADecodeReadsThem(
            @ForAll("documents") Document document,
            @ForAll @Size(min = 1, max = 4) List<@From("changes") Change> changes,
            @ForAll BufferShape shape) {
        byte[] bytes = RawSamples.bytes(document);
        for (Change change : changes) { // behind the length field, before the closing NUL
            bytes[4 + (int) (change.place() * (bytes.length - 5))] = change.value();
        }
        bytes[bytes.length - 1] = 0;
        ByteBuf buffer = shape.of(bytes);
        RawDocument raw = RawDocument.of(buffer, buffer.readerIndex(), FIRST_WINS);

        Document decoded;
        try {
            decoded = FIRST_WINS.decode(buffer.duplicate());
        } catch (MalformedBsonException e) {
            assertThatThrownBy(raw::toDocument).hasMessage(e.getMessage());
            assertThatThrownBy(raw::validate).isInstanceOf(MalformedBsonException.class);
            Set<String> names = new HashSet<>(document.keySet());
            names.add("absent");
            for (String name : names) { // whatever comes out, it is a value or an exception of ours
                for (RawAccess access : RawAccess.lookUps(name)) {
                    try {
                        deepValue(access.on(raw));
                    } catch (MalformedBsonException | BsonTypeException expected) {
                        assertThat(expected.problem()).isNotEmpty();
                    }
                }
            }
            return;
        }
        raw.validate();
        assertThat(raw.toDocument()).isEqualTo(decoded);
        RawDocument indexed = raw.indexed();
        decoded.forEach((name, value) -> {
            assertThat(deepValue(raw.get(name))).isEqualTo(value);
            assertThat(deepValue(indexed.get(name))).isEqualTo(value);
        });
    }

    @Provide
    Arbitrary<Change> changes() {
        return Combinators.combine(Arbitraries.doubles().between(0, true, 1, false), Arbitraries.bytes())
                .as(Change::new);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of("a", "b", "name", "eightchr", "sixteen chars ab")),
                Tuple.of(
                        1,
                        Arbitraries.strings().withCharRange('\u0001', '\u07FF').ofMaxLength(40)));
    }

    @Provide
    Arbitrary<Document> documents() {
        return documents(3);
    }

    private Arbitrary<Document> documents(int depth) {
        return Combinators.combine(names(), values(depth))
                .as(Entry::new)
                .list()
                .ofMaxSize(8)
                .map(entries -> {
                    Document document = new Document();
                    entries.forEach(entry -> document.put(entry.name(), entry.value()));
                    return document;
                });
    }

    /** A name and a value. */
    record Entry(String name, Object value) {}

    @Provide
    Arbitrary<Object> values() {
        return values(1);
    }

    private Arbitrary<Object> values(int depth) {
        Arbitrary<String> texts =
                Arbitraries.strings().withCharRange('\u0000', '\uD7FF').ofMaxLength(20);
        Arbitrary<String> cstrings =
                Arbitraries.strings().withCharRange('\u0001', '\u07FF').ofMaxLength(10);
        Arbitrary<Object> leaves = Arbitraries.oneOf(
                Arbitraries.doubles().map(Object.class::cast),
                texts.map(Object.class::cast),
                Combinators.combine(
                                Arbitraries.integers().between(0, 255),
                                Arbitraries.bytes().array(byte[].class).ofMaxSize(20))
                        .as(Binary::of),
                Arbitraries.bytes().array(byte[].class).ofSize(12).map(ObjectId::of),
                Arbitraries.of(true, false).map(Object.class::cast),
                Arbitraries.longs().map(Instant::ofEpochMilli),
                Combinators.combine(cstrings, Arbitraries.of("", "i", "imx")).as(Regex::new),
                Combinators.combine(
                                cstrings,
                                Arbitraries.bytes().array(byte[].class).ofSize(12))
                        .as((namespace, id) -> new DbPointer(namespace, ObjectId.of(id))),
                texts.map(Code::new),
                texts.map(Symbol::new),
                Arbitraries.integers().map(Object.class::cast),
                Arbitraries.longs().map(BsonTimestamp::ofBits),
                Arbitraries.longs().map(Object.class::cast),
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(Decimal128::ofBits),
                Arbitraries.of(MinKey.INSTANCE, MaxKey.INSTANCE, Undefined.INSTANCE)
                        .map(Object.class::cast),
                Arbitraries.just(null));
        if (depth == 0) {
            return leaves;
        }
        return Arbitraries.frequencyOf(
                Tuple.of(6, leaves),
                Tuple.of(1, Arbitraries.lazy(() -> documents(depth - 1)).map(Object.class::cast)),
                Tuple.of(
                        1,
                        Arbitraries.lazy(() -> values(depth - 1))
                                .list()
                                .ofMaxSize(4)
                                .map(Object.class::cast)),
                Tuple.of(
                        1,
                        Combinators.combine(texts, Arbitraries.lazy(() -> documents(depth - 1)))
                                .as(CodeWithScope::new)));
    }
}
