package io.bsonwire.spec;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.bson.json.ExtendedJson;
import io.bsonwire.bson.json.MalformedJsonException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** This library's three ways of going through a document, each on chosen shapes of buffer, which have to agree. */
abstract class BsonwireAdapters implements BsonImplementation {
    private static final BsonCodec CODEC = BsonCodec.DEFAULT;

    private final String name;
    private final List<BufferShape> shapes;

    private BsonwireAdapters(String name, List<BufferShape> shapes) {
        this.name = "bsonwire " + name + (shapes.size() == 1 ? "" : " on every buffer");
        this.shapes = shapes;
    }

    /** All three. */
    static List<BsonImplementation> on(List<BufferShape> shapes) {
        return List.of(new Eager(shapes), new Raw(shapes), new Streaming(shapes));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        return System.getProperty("bsonwire.version", "");
    }

    /** Nothing else may come out of this library. */
    @Override
    public boolean isRefusal(Exception e) {
        return e instanceof BsonException || e instanceof MalformedJsonException;
    }

    /** Something done with a buffer. */
    interface Action<T> {
        T on(ByteBuf source);
    }

    /** The same on every shape, and the buffer as it was, but for the readerIndex. */
    @SuppressWarnings("Finally") // a wrong reference count is worse news than whatever else was thrown
    <T> T onShapes(byte[] bytes, Action<T> action) {
        T result = null;
        RuntimeException refusal = null;
        for (BufferShape shape : shapes) {
            ByteBuf source = shape.of(bytes);
            try {
                T other = action.on(source);
                if (refusal != null || (result != null && !Objects.deepEquals(result, other))) {
                    throw new AssertionError("another result on " + shape + ": " + other);
                }
                result = other;
            } catch (RuntimeException e) {
                if (result != null) {
                    throw new AssertionError("refused on " + shape, e);
                }
                refusal = e;
            } finally {
                if (source.refCnt() != 1) {
                    throw new AssertionError("references on " + shape + ": " + source.refCnt());
                }
                source.release();
            }
        }
        if (refusal != null) {
            throw refusal;
        }
        return result;
    }

    @Override
    public byte[] fromJson(String json) {
        return onShapes(json.getBytes(StandardCharsets.UTF_8), source -> {
            ByteBuf target = Unpooled.buffer();
            ExtendedJson.canonical().read(source, new BsonWriter().reset(target));
            return ByteBufUtil.getBytes(target);
        });
    }

    /** Everything into a {@link Document}. */
    private static final class Eager extends BsonwireAdapters {
        Eager(List<BufferShape> shapes) {
            super("eager", shapes);
        }

        @Override
        public byte[] encode(Document document) {
            return CODEC.encode(document);
        }

        @Override
        public Document decode(byte[] bson) {
            return onShapes(bson, CODEC::decodeExactly);
        }

        @Override
        public byte[] roundTrip(byte[] bson) {
            return CODEC.encode(decode(bson));
        }

        @Override
        public void validate(byte[] bson) {
            decode(bson);
        }

        @Override
        public int skip(byte[] bson) {
            return onShapes(bson, source -> {
                int from = source.readerIndex();
                CODEC.decode(source);
                return source.readerIndex() - from;
            });
        }

        @Override
        public String toCanonicalJson(byte[] bson) {
            return ExtendedJson.canonical().toJson(decode(bson));
        }

        @Override
        public String toRelaxedJson(byte[] bson) {
            return decode(bson).toJson();
        }

        @Override
        public byte[] fromJson(String json) {
            return CODEC.encode(ExtendedJson.relaxed().parse(json));
        }
    }

    /** A view of the bytes, of which a value is read when it is asked for. */
    private static final class Raw extends BsonwireAdapters {
        Raw(List<BufferShape> shapes) {
            super("raw", shapes);
        }

        /** The view of a whole array: it knows of no bytes behind the document. */
        private <T> T view(byte[] bson, Action<T> action) {
            return onShapes(bson, source -> {
                RawDocument raw = RawDocument.of(source);
                if (raw.length() < source.readableBytes()) {
                    CODEC.decodeExactly(source); // says what is wrong
                }
                return action.on(source);
            });
        }

        @Override
        public byte[] encode(Document document) {
            return RawDocument.of(CODEC.encode(document)).toByteArray();
        }

        @Override
        public Document decode(byte[] bson) {
            return view(bson, source -> RawDocument.of(source).toDocument());
        }

        /** Every value at the top on its own; containers come as views. */
        @Override
        public byte[] roundTrip(byte[] bson) {
            return view(bson, source -> {
                RawDocument raw = RawDocument.of(source);
                raw.validate();
                byte[] copy = CODEC.encode(raw);
                if (Reference.namesAreUnique(bson)) {
                    assertReadOneByOne(raw);
                }
                return copy;
            });
        }

        private static void assertReadOneByOne(RawDocument raw) {
            Document whole = raw.toDocument();
            Document values = new Document();
            whole.keySet().forEach(name -> values.append(name, raw.get(name)));
            byte[] rebuilt = CODEC.encode(values);
            if (!Arrays.equals(CODEC.encode(CODEC.decodeExactly(rebuilt)), CODEC.encode(whole))) {
                throw new AssertionError("values read one by one: " + Reference.hex(rebuilt));
            }
        }

        @Override
        public boolean keepsBytes() {
            return true;
        }

        @Override
        public void validate(byte[] bson) {
            view(bson, source -> {
                RawDocument.of(source).validate();
                return true;
            });
        }

        @Override
        public int skip(byte[] bson) {
            return onShapes(bson, source -> RawDocument.of(source).length());
        }

        @Override
        public String toCanonicalJson(byte[] bson) {
            return view(bson, source -> ExtendedJson.canonical().toJson(RawDocument.of(source)));
        }

        @Override
        public String toRelaxedJson(byte[] bson) {
            return view(bson, source -> RawDocument.of(source).toJson());
        }
    }

    /** Values by their own methods, from the reader to the writer. */
    private static final class Streaming extends BsonwireAdapters {
        Streaming(List<BufferShape> shapes) {
            super("streaming", shapes);
        }

        /** A reader reads one document; whoever hands it bytes looks at what it leaves. */
        private static void checkEnd(ByteBuf source) {
            int length = new BsonReader().reset(source).documentLength();
            if (length < source.readableBytes()) {
                CODEC.decodeExactly(source);
            }
        }

        @Override
        public byte[] encode(Document document) {
            ByteBuf target = Unpooled.buffer();
            new BsonWriter()
                    .reset(target)
                    .startDocument()
                    .writeElements(document)
                    .endDocument();
            return ByteBufUtil.getBytes(target);
        }

        @Override
        public Document decode(byte[] bson) {
            return onShapes(bson, source -> {
                checkEnd(source);
                BsonReader reader = new BsonReader().reset(source);
                Document document = new Document();
                while (reader.next()) {
                    document.put(reader.name(), reader.readValue());
                }
                return document;
            });
        }

        @Override
        public byte[] roundTrip(byte[] bson) {
            return onShapes(bson, source -> {
                checkEnd(source);
                return StreamingCopy.of(source);
            });
        }

        @Override
        public void validate(byte[] bson) {
            onShapes(bson, source -> {
                checkEnd(source);
                return CODEC.validate(source);
            });
        }

        @Override
        public int skip(byte[] bson) {
            return onShapes(bson, source -> {
                BsonReader reader = new BsonReader().reset(source);
                while (reader.next()) {
                    reader.skip();
                }
                return reader.documentLength();
            });
        }

        @Override
        public String toCanonicalJson(byte[] bson) {
            return toJson(ExtendedJson.canonical(), bson);
        }

        @Override
        public String toRelaxedJson(byte[] bson) {
            return toJson(ExtendedJson.relaxed(), bson);
        }

        private String toJson(ExtendedJson format, byte[] bson) {
            return onShapes(bson, source -> {
                checkEnd(source);
                ByteBuf json = Unpooled.buffer();
                format.write(source, json);
                return json.toString(StandardCharsets.UTF_8);
            });
        }
    }
}
