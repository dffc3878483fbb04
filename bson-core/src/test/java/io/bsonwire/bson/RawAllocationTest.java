package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;
import java.util.function.ToLongFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Looking numbers up, comparing names, moving over elements: none of it makes an object. */
class RawAllocationTest {
    private static final FieldNames NAMES = FieldNames.of("date", "int64", "a name of more than sixteen bytes");

    @ParameterizedTest
    @EnumSource(names = {"HEAP", "DIRECT", "OFFSET_SLICE", "READ_ONLY"})
    void lookingNumbersUp(BufferShape shape) throws ReflectiveOperationException {
        RawDocument raw = sample(shape);

        assertAllocatesNothing(
                raw,
                view -> view.getInt32("int32")
                        + view.getInt64("int64")
                        + (long) view.getDouble("double")
                        + (view.getBoolean("true") ? 1 : 0)
                        + view.getDateTimeMillis("date")
                        + view.getAsInt64("a name of more than sixteen bytes")
                        + (long) view.getAsDouble("int32")
                        + (view.contains("absent") ? 1 : 0)
                        + view.size());
        assertAllocatesNothing(raw.indexed(), view -> view.getInt32("int32") + (view.contains("absent") ? 1 : 0));
    }

    @ParameterizedTest
    @EnumSource(names = {"HEAP", "DIRECT", "OFFSET_SLICE", "READ_ONLY"})
    void movingOverElements(BufferShape shape) throws ReflectiveOperationException {
        RawDocument raw = sample(shape);
        RawCursor cursor = raw.cursor();

        assertAllocatesNothing(raw, view -> {
            long sum = 0;
            cursor.rewind();
            while (cursor.next()) {
                sum += cursor.valueLength() + cursor.nameLength() + cursor.nameIndex(NAMES);
                sum += switch (cursor.type()) {
                    case INT32 -> cursor.getInt32();
                    case INT64 -> cursor.getInt64();
                    case DOUBLE -> (long) cursor.getDouble();
                    case BOOLEAN -> cursor.getBoolean() ? 1 : 0;
                    case DATE_TIME -> cursor.getDateTimeMillis();
                    default -> cursor.nameEquals("string") ? 1 : 0;
                };
            }
            return sum + (cursor.rewind().find(NAMES, 2) ? 1 : 0);
        });
    }

    private static RawDocument sample(BufferShape shape) {
        ByteBuf buffer = shape.of(RawSamples.bytes(RawSamples.everyType()));
        return RawDocument.of(buffer);
    }

    private static void assertAllocatesNothing(RawDocument raw, ToLongFunction<RawDocument> work)
            throws ReflectiveOperationException {
        AllocatedBytes.assertNone(() -> work.applyAsLong(raw));
    }
}
