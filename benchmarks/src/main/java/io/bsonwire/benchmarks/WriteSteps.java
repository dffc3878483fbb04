package io.bsonwire.benchmarks;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.BsonType;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.Regex;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The calls that write a document to a {@link BsonWriter}, in their order, with their arguments. */
final class WriteSteps {
    /**
     * A null type ends a document or scope, or an array if that is the value. Elements of arrays have no name.
     * What takes no argument has NO_VALUE.
     */
    private record Step(@Nullable BsonType type, @Nullable String name, Object value) {}

    private static final String NO_VALUE = "";
    private static final Step END = new Step(null, null, BsonType.DOCUMENT);
    private static final Step END_ARRAY = new Step(null, null, BsonType.ARRAY);

    private final List<Step> steps = new ArrayList<>();

    private WriteSteps() {}

    /** The steps that write these bytes. */
    static WriteSteps of(byte[] document) {
        WriteSteps result = new WriteSteps();
        result.add(new BsonReader().reset(document, 0, document.length), true);
        result.steps.add(END);
        return result;
    }

    private void add(BsonReader reader, boolean named) {
        while (reader.next()) {
            BsonType type = reader.type();
            String name = named ? reader.name() : null;
            switch (type) {
                case DOCUMENT, ARRAY -> {
                    steps.add(new Step(type, name, NO_VALUE));
                    add(reader.enter(), type == BsonType.DOCUMENT);
                    reader.leave();
                    steps.add(type == BsonType.DOCUMENT ? END : END_ARRAY);
                }
                case CODE_WITH_SCOPE -> {
                    steps.add(new Step(type, name, reader.enterCodeWithScope()));
                    add(reader, true);
                    reader.leave();
                    steps.add(END);
                }
                case DATE_TIME -> steps.add(new Step(type, name, reader.readDateTime()));
                case CODE -> steps.add(new Step(type, name, reader.readCode().code()));
                case SYMBOL ->
                    steps.add(new Step(type, name, reader.readSymbol().text()));
                default -> steps.add(new Step(type, name, Objects.requireNonNullElse(reader.readValue(), NO_VALUE)));
            }
        }
    }

    void writeTo(BsonWriter writer) {
        writer.startDocument();
        for (int i = 0; i < steps.size(); i++) {
            write(steps.get(i), writer);
        }
    }

    private static void write(Step step, BsonWriter writer) {
        if (step.type == null) {
            if (step.value == BsonType.ARRAY) {
                writer.endArray();
            } else {
                writer.endDocument();
            }
            return;
        }
        if (step.name != null) {
            writer.name(step.name);
        }
        Object value = step.value;
        switch (step.type) {
            case DOUBLE -> writer.writeDouble((Double) value);
            case STRING -> writer.writeString((String) value);
            case DOCUMENT -> writer.startDocument();
            case ARRAY -> writer.startArray();
            case BINARY -> writer.writeBinary((Binary) value);
            case OBJECT_ID -> writer.writeObjectId((ObjectId) value);
            case BOOLEAN -> writer.writeBoolean((Boolean) value);
            case DATE_TIME -> writer.writeDateTime((Long) value);
            case NULL -> writer.writeNull();
            case REGEX -> writer.writeRegex((Regex) value);
            case CODE -> writer.writeCode((String) value);
            case SYMBOL -> writer.writeSymbol((String) value);
            case CODE_WITH_SCOPE -> writer.startCodeWithScope((String) value);
            case INT32 -> writer.writeInt32((Integer) value);
            case TIMESTAMP -> writer.writeTimestamp((BsonTimestamp) value);
            case INT64 -> writer.writeInt64((Long) value);
            case MIN_KEY -> writer.writeMinKey();
            case MAX_KEY -> writer.writeMaxKey();
            case UNDEFINED, DB_POINTER, DECIMAL128 -> writer.writeValue(value);
        }
    }
}
