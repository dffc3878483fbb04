package io.bsonwire.benchmarks.compare;

import static io.bsonwire.benchmarks.compare.Operation.check;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.ByteBufNIO;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.bson.io.ByteBufferBsonInput;
import org.bson.json.JsonMode;
import org.bson.json.JsonReader;
import org.bson.json.JsonWriter;
import org.bson.json.JsonWriterSettings;
import org.bson.types.ObjectId;

/**
 * The side of org.mongodb:bson. Its encoders write to an output buffer of its own, which is reused, and the bytes are then
 * copied to a pooled direct buffer; its decoders read a direct buffer.
 *
 * @param <T> the class of its documents
 */
final class MongodbOperations<T extends Map<String, ?>> {
    private static final PooledByteBufAllocator ALLOC = new PooledByteBufAllocator(true);
    private static final DecoderContext DECODER = DecoderContext.builder().build();

    private final EncoderContext encoder = EncoderContext.builder().build();
    private final Input input;
    private final byte[] bytes;
    private final Codec<T> codec;
    private final Sink sink = new Sink();
    private final BasicOutputBuffer output = new BasicOutputBuffer(1 << 16);
    private final ByteBuf target;
    private final ByteBuffer source;

    private MongodbOperations(Input input, Codec<T> codec, Buffers buffers) {
        this.input = input;
        this.codec = codec;
        bytes = input.bytes();
        target = buffers.hold(ALLOC.directBuffer(bytes.length));
        source =
                buffers.hold(ALLOC.directBuffer(bytes.length)).writeBytes(bytes).nioBuffer();
    }

    /** Prepares an operation, which may be run until the buffers are closed, and checks that it does what it says. */
    static Operation of(Peer peer, OperationName name, Input input, Buffers buffers) {
        return peer == Peer.MONGODB_DOCUMENT
                ? new MongodbOperations<Document>(input, new DocumentCodec(), buffers).prepare(name)
                : new MongodbOperations<BsonDocument>(input, new BsonDocumentCodec(), buffers).prepare(name);
    }

    private Operation prepare(OperationName name) {
        return switch (name.verb()) {
            case "encode" -> encode();
            case "decode" -> decode();
            case "append" -> append();
            case "iterate" -> () -> Walk.elements(startedReader(), false);
            case "skip" -> this::skip;
            case "validate" -> validate();
            case "get" -> get();
            case "to-json" -> toJson();
            case "from-json" -> fromJson();
            case "insert" -> insert(name.number());
            case "find" -> find();
            default -> throw name.unknown();
        };
    }

    private Operation encode() {
        T document = decoded();
        Operation operation = () -> {
            output.truncateToPosition(0);
            write(document, encoder);
            return toTarget();
        };
        check(operation.run() == bytes.length && Arrays.equals(ByteBufUtil.getBytes(target), bytes), "encoded bytes");
        return operation;
    }

    private void write(T document, EncoderContext context) {
        try (BsonBinaryWriter writer = new BsonBinaryWriter(output)) {
            codec.encode(writer, document, context);
        }
    }

    private long toTarget() {
        target.clear().writeBytes(output.getInternalBuffer(), 0, output.getPosition());
        return target.readableBytes();
    }

    private Operation decode() {
        check(Arrays.equals(encoded(decoded()), bytes), "decoded document");
        return () -> sink.keep(decoded());
    }

    private T decoded() {
        try (BsonBinaryReader reader = reader()) {
            return codec.decode(reader, DECODER);
        }
    }

    private byte[] encoded(T document) {
        output.truncateToPosition(0);
        write(document, encoder);
        return output.toByteArray();
    }

    private BsonBinaryReader reader() {
        return new BsonBinaryReader(new ByteBufferBsonInput(new ByteBufNIO(source.duplicate())));
    }

    private BsonBinaryReader startedReader() {
        BsonBinaryReader reader = reader();
        reader.readStartDocument();
        return reader;
    }

    private Operation append() {
        MongodbAppendSteps steps = new MongodbAppendSteps(new RawBsonDocument(bytes).decode(new BsonDocumentCodec()));
        Operation operation = () -> {
            output.truncateToPosition(0);
            try (BsonBinaryWriter writer = new BsonBinaryWriter(output)) {
                steps.write(writer);
            }
            return toTarget();
        };
        operation.run();
        check(Arrays.equals(ByteBufUtil.getBytes(target), bytes), "appended bytes");
        return operation;
    }

    private long skip() {
        BsonBinaryReader reader = startedReader();
        long sum = 0;
        for (BsonType type = reader.readBsonType(); type != BsonType.END_OF_DOCUMENT; type = reader.readBsonType()) {
            sum += type.getValue();
            reader.skipName();
            reader.skipValue();
        }
        return sum;
    }

    /** The library has no validation: the cheapest that looks at every byte is to read all values and drop them. */
    private Operation validate() {
        return () -> {
            BsonBinaryReader reader = startedReader();
            readAll(reader, false);
            return reader.getBsonInput().getPosition();
        };
    }

    private void readAll(BsonBinaryReader reader, boolean array) {
        while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
            if (!array) {
                reader.skipName();
            }
            readOne(reader);
        }
    }

    private void readOne(BsonBinaryReader reader) {
        switch (reader.getCurrentBsonType()) {
            case DOCUMENT -> {
                reader.readStartDocument();
                readAll(reader, false);
                reader.readEndDocument();
            }
            case ARRAY -> {
                reader.readStartArray();
                readAll(reader, true);
                reader.readEndArray();
            }
            case STRING -> sink.keep(reader.readString());
            case BINARY -> sink.keep(reader.readBinaryData());
            case OBJECT_ID -> sink.keep(reader.readObjectId());
            case REGULAR_EXPRESSION -> sink.keep(reader.readRegularExpression());
            case JAVASCRIPT -> sink.keep(reader.readJavaScript());
            case SYMBOL -> sink.keep(reader.readSymbol());
            case JAVASCRIPT_WITH_SCOPE -> {
                sink.keep(reader.readJavaScriptWithScope());
                reader.readStartDocument();
                readAll(reader, false);
                reader.readEndDocument();
            }
            case DB_POINTER -> sink.keep(reader.readDBPointer());
            case DECIMAL128 -> sink.keep(reader.readDecimal128());
            case TIMESTAMP -> sink.keep(reader.readTimestamp());
            case BOOLEAN -> reader.readBoolean();
            default -> reader.skipValue(); // numbers, dates, null, keys: nothing in them can be wrong
        }
    }

    private Operation get() {
        RawBsonDocument raw = new RawBsonDocument(bytes);
        String last = "";
        for (String name : raw.keySet()) {
            last = name;
        }
        String name = last;
        return () -> {
            BsonValue value = Objects.requireNonNull(raw.get(name));
            return value.isObjectId()
                    ? value.asObjectId().getValue().getTimestamp() & 0xFFFF_FFFFL
                    : value.asNumber().longValue();
        };
    }

    private Operation toJson() {
        T document = decoded();
        check(Arrays.equals(encoded(parse(json(document))), bytes), "document after JSON");
        return () -> sink.keep(json(document));
    }

    private String json(T document) {
        StringWriter text = new StringWriter();
        codec.encode(
                new JsonWriter(
                        text,
                        JsonWriterSettings.builder()
                                .outputMode(JsonMode.EXTENDED)
                                .build()),
                document,
                encoder);
        return text.toString();
    }

    private Operation fromJson() {
        String text = input.json();
        check(Arrays.equals(encoded(parse(text)), bytes), "document from JSON");
        return () -> sink.keep(parse(text));
    }

    private T parse(String text) {
        return codec.decode(new JsonReader(text), DECODER);
    }

    /** The message as the driver makes it: the documents, their _id first, behind the command, in one output buffer. */
    @SuppressWarnings("unchecked") // only called for Document
    private Operation insert(int count) {
        List<T> documents = new ArrayList<>(count);
        while (documents.size() < count) {
            documents.add((T) ((Document) decoded()).append("_id", new ObjectId()));
        }
        EncoderContext idFirst =
                EncoderContext.builder().isEncodingCollectibleDocument(true).build();
        Document command = new Document("insert", "c").append("ordered", true).append("$db", "db");
        DocumentCodec commands = new DocumentCodec();
        Operation operation = () -> {
            startMessage();
            try (BsonBinaryWriter writer = new BsonBinaryWriter(output)) {
                commands.encode(writer, command, encoder);
            }
            output.writeByte(1);
            int section = output.getPosition();
            output.writeInt32(0);
            output.writeCString("documents");
            for (T document : documents) {
                write(document, idFirst);
            }
            output.writeInt32(section, output.getPosition() - section);
            return endMessage();
        };
        long fixed = 16L + 4 + 1 + 4 + 1 + "documents".length() + 1 + commandLength(command);
        check(operation.run() == fixed + (long) count * (bytes.length + 17), "length of the message");
        return operation;
    }

    private static int commandLength(Document command) {
        return new RawBsonDocument(command, new DocumentCodec()).getByteLength();
    }

    private Operation find() {
        T command = decoded();
        Operation operation = () -> {
            startMessage();
            write(command, encoder);
            return endMessage();
        };
        check(operation.run() == bytes.length + 21, "length of the message");
        return operation;
    }

    private void startMessage() {
        output.truncateToPosition(0);
        output.writeInt32(0);
        output.writeInt32(1);
        output.writeInt32(0);
        output.writeInt32(2013);
        output.writeInt32(0);
        output.writeByte(0);
    }

    private long endMessage() {
        output.writeInt32(0, output.getPosition());
        return toTarget();
    }
}
