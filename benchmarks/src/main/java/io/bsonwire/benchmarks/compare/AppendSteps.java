package io.bsonwire.benchmarks.compare;

import io.bsonwire.bson.Binary;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.BsonType;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.Code;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.Regex;
import io.bsonwire.bson.Symbol;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row {@code append}: a document as a flat list of steps, each a type, a name and a value made before, which are
 * written one after another. The other languages walk the same list.
 */
final class AppendSteps {
    /** One step; a type of null ends a container. */
    private record Step(@Nullable BsonType type, String name, Object value, long number) {}

    private static final Step END = new Step(null, "", "", 0);

    private final List<Step> steps = new ArrayList<>();
    private final BsonWriter writer = new BsonWriter();

    private AppendSteps() {}

    /** The steps that make this document. */
    static AppendSteps of(byte[] bson) {
        AppendSteps steps = new AppendSteps();
        steps.gather(new BsonReader().reset(bson, 0, bson.length), false);
        return steps;
    }

    private void gather(BsonReader reader, boolean array) {
        while (reader.next()) {
            BsonType type = reader.type();
            String name = array ? "" : reader.name();
            if (type == BsonType.DOCUMENT || type == BsonType.ARRAY) {
                steps.add(new Step(type, name, "", 0));
                gather(reader.enter(), type == BsonType.ARRAY);
                reader.leave();
                steps.add(END);
            } else {
                steps.add(
                        switch (type) {
                            case DOUBLE -> new Step(type, name, "", Double.doubleToRawLongBits(reader.readDouble()));
                            case BOOLEAN -> new Step(type, name, "", reader.readBoolean() ? 1 : 0);
                            case DATE_TIME -> new Step(type, name, "", reader.readDateTime());
                            case INT32 -> new Step(type, name, "", reader.readInt32());
                            case INT64 -> new Step(type, name, "", reader.readInt64());
                            default -> {
                                Object value = reader.readValue();
                                yield new Step(type, name, value == null ? "" : value, 0);
                            }
                        });
            }
        }
    }

    /** Writes the document. */
    void write(ByteBuf target) {
        BsonWriter out = writer.reset(target).startDocument();
        // In arrays the writer makes the names.
        boolean[] arrays = new boolean[1];
        int depth = 0;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            BsonType type = step.type;
            if (type == null) {
                if (arrays[depth--]) {
                    out.endArray();
                } else {
                    out.endDocument();
                }
                continue;
            }
            if (!arrays[depth]) {
                out.name(step.name);
            }
            if (type == BsonType.DOCUMENT || type == BsonType.ARRAY) {
                if (++depth == arrays.length) {
                    arrays = Arrays.copyOf(arrays, 2 * depth);
                }
                arrays[depth] = type == BsonType.ARRAY;
                if (arrays[depth]) {
                    out.startArray();
                } else {
                    out.startDocument();
                }
            } else {
                write(type, step);
            }
        }
        out.endDocument();
    }

    private void write(BsonType type, Step step) {
        switch (type) {
            case DOUBLE -> writer.writeDouble(Double.longBitsToDouble(step.number));
            case STRING -> writer.writeString((String) step.value);
            case BINARY -> writer.writeBinary((Binary) step.value);
            case UNDEFINED -> writer.writeUndefined();
            case OBJECT_ID -> writer.writeObjectId((ObjectId) step.value);
            case BOOLEAN -> writer.writeBoolean(step.number != 0);
            case DATE_TIME -> writer.writeDateTime(step.number);
            case NULL -> writer.writeNull();
            case REGEX -> writer.writeRegex((Regex) step.value);
            case CODE -> writer.writeCode(((Code) step.value).code());
            case SYMBOL -> writer.writeSymbol(((Symbol) step.value).text());
            case INT32 -> writer.writeInt32((int) step.number);
            case TIMESTAMP -> writer.writeTimestamp((BsonTimestamp) step.value);
            case INT64 -> writer.writeInt64(step.number);
            case DECIMAL128 -> writer.writeDecimal128((Decimal128) step.value);
            case MIN_KEY -> writer.writeMinKey();
            case MAX_KEY -> writer.writeMaxKey();
            default -> writer.writeValue(step.value);
        }
    }
}
