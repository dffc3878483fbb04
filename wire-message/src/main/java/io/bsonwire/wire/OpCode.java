package io.bsonwire.wire;

import org.jspecify.annotations.Nullable;

/**
 * What a message is: the last of the four 32-bit numbers in its header.
 *
 * <p>Since MongoDB 5.1 only {@link #MSG}, {@link #COMPRESSED} and, for the first message of a connection, {@link #QUERY}
 * with its {@link #REPLY} are in use; the others are from older servers and drivers.
 *
 * <p>Source: MongoDB wire protocol, section "Opcodes".
 */
public enum OpCode {
    /** The answer to a {@link #QUERY} or {@link #GET_MORE}. */
    REPLY(1),
    /** Changes documents of a collection; has no answer. */
    UPDATE(2001),
    /** Adds documents to a collection; has no answer. */
    INSERT(2002),
    /** Asks for documents, or runs a command. */
    QUERY(2004),
    /** Asks for more documents of an open cursor. */
    GET_MORE(2005),
    /** Removes documents of a collection; has no answer. */
    DELETE(2006),
    /** Closes cursors; has no answer. */
    KILL_CURSORS(2007),
    /** Another message, compressed. */
    COMPRESSED(2012),
    /** A command or its answer. */
    MSG(2013);

    private final int code;

    OpCode(int code) {
        this.code = code;
    }

    /** {@return the number that stands for this in a header} */
    public int code() {
        return code;
    }

    /**
     * The opcode with this number.
     *
     * @param code any number, as it was read
     * @return the opcode, or null if the number is none
     */
    public static @Nullable OpCode fromInt(int code) {
        return switch (code) {
            case 1 -> REPLY;
            case 2001 -> UPDATE;
            case 2002 -> INSERT;
            case 2004 -> QUERY;
            case 2005 -> GET_MORE;
            case 2006 -> DELETE;
            case 2007 -> KILL_CURSORS;
            case 2012 -> COMPRESSED;
            case 2013 -> MSG;
            default -> null;
        };
    }
}
