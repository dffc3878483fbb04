package io.bsonwire.benchmarks;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonBinary;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonRegularExpression;
import org.bson.BsonTimestamp;
import org.bson.BsonType;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** The calls that write a document to a {@link BsonBinaryWriter}, as {@link WriteSteps} are those of this library. */
final class MongodbWriteSteps {
    /**
     * A null type ends a document or scope, or an array if that is the value. Elements of arrays have no name.
     * What takes no argument has NO_VALUE.
     */
    private record Step(@Nullable BsonType type, @Nullable String name, Object value) {}

    private static final String NO_VALUE = "";
    private static final Step END = new Step(null, null, BsonType.DOCUMENT);
    private static final Step END_ARRAY = new Step(null, null, BsonType.ARRAY);

    private final List<Step> steps = new ArrayList<>();

    private MongodbWriteSteps() {}

    /** The steps that write these bytes. */
    static MongodbWriteSteps of(byte[] document) {
        MongodbWriteSteps result = new MongodbWriteSteps();
        try (BsonBinaryReader reader = MongodbBson.reader(Unpooled.wrappedBuffer(document))) {
            reader.readStartDocument();
            result.add(reader, true);
            reader.readEndDocument();
        }
        result.steps.add(END);
        return result;
    }

    private void add(BsonBinaryReader reader, boolean named) {
        for (BsonType type = reader.readBsonType(); type != BsonType.END_OF_DOCUMENT; type = reader.readBsonType()) {
            String name = named ? reader.readName() : null;
            switch (type) {
                case DOCUMENT -> {
                    steps.add(new Step(type, name, NO_VALUE));
                    reader.readStartDocument();
                    add(reader, true);
                    reader.readEndDocument();
                    steps.add(END);
                }
                case ARRAY -> {
                    steps.add(new Step(type, name, NO_VALUE));
                    reader.readStartArray();
                    add(reader, false);
                    reader.readEndArray();
                    steps.add(END_ARRAY);
                }
                case JAVASCRIPT_WITH_SCOPE -> {
                    steps.add(new Step(type, name, reader.readJavaScriptWithScope()));
                    reader.readStartDocument();
                    add(reader, true);
                    reader.readEndDocument();
                    steps.add(END);
                }
                default -> steps.add(new Step(type, name, read(reader, type)));
            }
        }
    }

    private static Object read(BsonBinaryReader reader, BsonType type) {
        return switch (type) {
            case DOUBLE -> reader.readDouble();
            case STRING -> reader.readString();
            case BINARY -> reader.readBinaryData();
            case OBJECT_ID -> reader.readObjectId();
            case BOOLEAN -> reader.readBoolean();
            case DATE_TIME -> reader.readDateTime();
            case REGULAR_EXPRESSION -> reader.readRegularExpression();
            case JAVASCRIPT -> reader.readJavaScript();
            case INT32 -> reader.readInt32();
            case TIMESTAMP -> reader.readTimestamp();
            case INT64 -> reader.readInt64();
            case NULL -> {
                reader.readNull();
                yield NO_VALUE;
            }
            case MIN_KEY -> {
                reader.readMinKey();
                yield NO_VALUE;
            }
            case MAX_KEY -> {
                reader.readMaxKey();
                yield NO_VALUE;
            }
            default -> throw new IllegalArgumentException("type: " + type + " (expected: one of those measured)");
        };
    }

    void writeTo(BsonBinaryWriter writer) {
        writer.writeStartDocument();
        for (int i = 0; i < steps.size(); i++) {
            write(steps.get(i), writer);
        }
    }

    private static void write(Step step, BsonBinaryWriter writer) {
        if (step.type == null) {
            if (step.value == BsonType.ARRAY) {
                writer.writeEndArray();
            } else {
                writer.writeEndDocument();
            }
            return;
        }
        if (step.name != null) {
            writer.writeName(step.name);
        }
        Object value = step.value;
        switch (step.type) {
            case DOUBLE -> writer.writeDouble((Double) value);
            case STRING -> writer.writeString((String) value);
            case DOCUMENT -> writer.writeStartDocument();
            case ARRAY -> writer.writeStartArray();
            case BINARY -> writer.writeBinaryData((BsonBinary) value);
            case OBJECT_ID -> writer.writeObjectId((ObjectId) value);
            case BOOLEAN -> writer.writeBoolean((Boolean) value);
            case DATE_TIME -> writer.writeDateTime((Long) value);
            case NULL -> writer.writeNull();
            case REGULAR_EXPRESSION -> writer.writeRegularExpression((BsonRegularExpression) value);
            case JAVASCRIPT -> writer.writeJavaScript((String) value);
            case JAVASCRIPT_WITH_SCOPE -> {
                writer.writeJavaScriptWithScope((String) value);
                writer.writeStartDocument();
            }
            case INT32 -> writer.writeInt32((Integer) value);
            case TIMESTAMP -> writer.writeTimestamp((BsonTimestamp) value);
            case INT64 -> writer.writeInt64((Long) value);
            case MIN_KEY -> writer.writeMinKey();
            case MAX_KEY -> writer.writeMaxKey();
            default -> throw new AssertionError(step); // read() knows no other
        }
    }
}
