package io.bsonwire.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.codecs.BsonValueCodec;
import org.bson.codecs.EncoderContext;
import org.jspecify.annotations.Nullable;

/** The steps of {@link AppendSteps} for org.mongodb:bson. */
final class MongodbAppendSteps {
    /** One step; a type of null ends a container. */
    private record Step(
            @Nullable BsonType type, String name, @Nullable BsonValue value) {}

    private final List<Step> steps = new ArrayList<>();
    private final BsonValueCodec rare = new BsonValueCodec();
    private final EncoderContext context = EncoderContext.builder().build();

    MongodbAppendSteps(BsonDocument document) {
        gather(document);
    }

    private void gather(BsonDocument document) {
        for (Map.Entry<String, BsonValue> element : document.entrySet()) {
            gather(element.getKey(), element.getValue());
        }
    }

    private void gather(String name, BsonValue value) {
        steps.add(new Step(value.getBsonType(), name, value));
        if (value.isDocument()) {
            gather(value.asDocument());
            steps.add(new Step(null, "document", null));
        } else if (value.isArray()) {
            value.asArray().forEach(item -> gather("", item));
            steps.add(new Step(null, "array", null));
        }
    }

    /** Writes the document. */
    void write(BsonBinaryWriter out) {
        out.writeStartDocument();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            BsonValue value = step.value;
            if (step.type == null || value == null) {
                if (step.name.equals("array")) {
                    out.writeEndArray();
                } else {
                    out.writeEndDocument();
                }
                continue;
            }
            if (!step.name.isEmpty()) {
                out.writeName(step.name);
            }
            switch (step.type) {
                case DOCUMENT -> out.writeStartDocument();
                case ARRAY -> out.writeStartArray();
                case DOUBLE -> out.writeDouble(value.asDouble().getValue());
                case STRING -> out.writeString(value.asString().getValue());
                case BINARY -> out.writeBinaryData(value.asBinary());
                case OBJECT_ID -> out.writeObjectId(value.asObjectId().getValue());
                case BOOLEAN -> out.writeBoolean(value.asBoolean().getValue());
                case DATE_TIME -> out.writeDateTime(value.asDateTime().getValue());
                case NULL -> out.writeNull();
                case REGULAR_EXPRESSION -> out.writeRegularExpression(value.asRegularExpression());
                case JAVASCRIPT -> out.writeJavaScript(value.asJavaScript().getCode());
                case INT32 -> out.writeInt32(value.asInt32().getValue());
                case TIMESTAMP -> out.writeTimestamp(value.asTimestamp());
                case INT64 -> out.writeInt64(value.asInt64().getValue());
                case MIN_KEY -> out.writeMinKey();
                case MAX_KEY -> out.writeMaxKey();
                default -> rare.encode(out, value, context);
            }
        }
        out.writeEndDocument();
    }
}
