package io.bsonwire.spec;

import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** A document copied from the streaming reader to the streaming writer. */
public final class StreamingCopy {
    private StreamingCopy() {}

    /** Reads every value by its own method and writes it by its own method. */
    public static byte[] of(ByteBuf source) {
        ByteBuf target = Unpooled.buffer();
        BsonReader reader = new BsonReader().reset(source);
        BsonWriter writer = new BsonWriter().reset(target).startDocument();
        copyElements(reader, writer, true);
        writer.endDocument();
        return ByteBufUtil.getBytes(target);
    }

    private static void copyElements(BsonReader reader, BsonWriter writer, boolean named) {
        while (reader.next()) {
            if (named) {
                writer.name(reader.name());
            }
            switch (reader.type()) {
                case DOUBLE -> writer.writeDouble(reader.readDouble());
                case STRING -> writer.writeString(reader.readString());
                case DOCUMENT -> {
                    writer.startDocument();
                    copyElements(reader.enter(), writer, true);
                    writer.endDocument();
                    reader.leave();
                }
                case ARRAY -> {
                    writer.startArray();
                    copyElements(reader.enter(), writer, false);
                    writer.endArray();
                    reader.leave();
                }
                case BINARY -> writer.writeBinary(reader.readBinary());
                case UNDEFINED -> {
                    reader.skip();
                    writer.writeUndefined();
                }
                case OBJECT_ID -> writer.writeObjectId(reader.readObjectId());
                case BOOLEAN -> writer.writeBoolean(reader.readBoolean());
                case DATE_TIME -> writer.writeDateTime(reader.readDateTime());
                case NULL -> {
                    reader.readNull();
                    writer.writeNull();
                }
                case REGEX -> writer.writeRegex(reader.readRegex());
                case DB_POINTER -> writer.writeDbPointer(reader.readDbPointer());
                case CODE -> writer.writeCode(reader.readCode().code());
                case SYMBOL -> writer.writeSymbol(reader.readSymbol().text());
                case CODE_WITH_SCOPE -> {
                    writer.startCodeWithScope(reader.enterCodeWithScope());
                    copyElements(reader, writer, true);
                    writer.endDocument();
                    reader.leave();
                }
                case INT32 -> writer.writeInt32(reader.readInt32());
                case TIMESTAMP -> writer.writeTimestamp(reader.readTimestamp());
                case INT64 -> writer.writeInt64(reader.readInt64());
                case DECIMAL128 -> writer.writeDecimal128(reader.readDecimal128());
                case MIN_KEY -> {
                    reader.skip();
                    writer.writeMinKey();
                }
                case MAX_KEY -> {
                    reader.skip();
                    writer.writeMaxKey();
                }
            }
        }
    }
}
