package io.bsonwire.bson;

import org.jspecify.annotations.Nullable;

/**
 * The element types of BSON 1.1, each with the byte that stands for it in an element and the alias that the server's
 * {@code $type} operator uses.
 */
public enum BsonType {
    /** 64-bit IEEE 754 binary floating point. */
    DOUBLE(0x01, "double"),
    /** UTF-8 text: int32 length including the closing NUL, bytes, NUL. */
    STRING(0x02, "string"),
    /** Embedded document. */
    DOCUMENT(0x03, "object"),
    /** Array: a document whose names are the indexes. */
    ARRAY(0x04, "array"),
    /** Binary data: int32 length, subtype byte, bytes. */
    BINARY(0x05, "binData"),
    /** Undefined, deprecated; no value bytes. */
    UNDEFINED(0x06, "undefined"),
    /** ObjectId, 12 bytes. */
    OBJECT_ID(0x07, "objectId"),
    /** Boolean, one byte that is 0 or 1. */
    BOOLEAN(0x08, "bool"),
    /** Date-time: int64 milliseconds since the Unix epoch, UTC. */
    DATE_TIME(0x09, "date"),
    /** Null; no value bytes. */
    NULL(0x0A, "null"),
    /** Regular expression: two NUL-terminated texts, pattern and options. */
    REGEX(0x0B, "regex"),
    /** DBPointer, deprecated: string and 12 bytes. */
    DB_POINTER(0x0C, "dbPointer"),
    /** JavaScript code, laid out as a string. */
    CODE(0x0D, "javascript"),
    /** Symbol, deprecated, laid out as a string. */
    SYMBOL(0x0E, "symbol"),
    /** JavaScript code with scope, deprecated: int32 total length, string, document. */
    CODE_WITH_SCOPE(0x0F, "javascriptWithScope"),
    /** 32-bit signed integer. */
    INT32(0x10, "int"),
    /** Internal timestamp: uint64 of increment (low half) and seconds (high half). */
    TIMESTAMP(0x11, "timestamp"),
    /** 64-bit signed integer. */
    INT64(0x12, "long"),
    /** IEEE 754-2008 128-bit decimal floating point, BID encoding. */
    DECIMAL128(0x13, "decimal"),
    /** Sorts below every other value; no value bytes. */
    MIN_KEY(0xFF, "minKey"),
    /** Sorts above every other value; no value bytes. */
    MAX_KEY(0x7F, "maxKey");

    private static final @Nullable BsonType[] BY_CODE = new BsonType[256];

    static {
        for (BsonType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final String alias;

    BsonType(int code, String alias) {
        this.code = code;
        this.alias = alias;
    }

    /**
     * The type byte of this type.
     *
     * @return 0x01 to 0xFF, unsigned
     */
    public int code() {
        return code;
    }

    /**
     * The name that the server's {@code $type} operator and error messages use.
     *
     * @return the alias, for example {@code "binData"}
     */
    public String alias() {
        return alias;
    }

    /**
     * The type that a type byte stands for.
     *
     * @param code the byte; only its low eight bits count
     * @return the type, or null if no type has this byte
     */
    public static @Nullable BsonType fromByte(int code) {
        return BY_CODE[code & 0xFF];
    }
}
