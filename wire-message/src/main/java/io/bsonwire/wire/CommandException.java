package io.bsonwire.wire;

import io.bsonwire.bson.RawDocument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server refused a command, or failed at it; what it says about that. The connection is as good as before.
 *
 * <p>Nothing in it depends on the reply's buffer.
 */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Chars of the server's words that the message quotes. */
    private static final int QUOTED = 1000;

    /** The server's number for the error; 0 if it gave none. */
    private final int code;

    /** The server's name for the error. */
    private final @Nullable String codeName;

    /** The error's labels. */
    private final String[] errorLabels;

    /** The whole reply. */
    private final byte[] reply;

    private CommandException(
            String message, int code, @Nullable String codeName, List<String> errorLabels, byte[] reply) {
        super(message);
        this.code = code;
        this.codeName = codeName;
        this.errorLabels = errorLabels.toArray(new String[0]);
        this.reply = reply;
    }

    static CommandException of(CommandReply reply) {
        int code = reply.code();
        String codeName = reply.codeName();
        String errmsg = reply.errmsg();
        StringBuilder message = new StringBuilder("command failed: ");
        message.append(errmsg == null ? "no reason given" : abbreviate(errmsg));
        if (code != 0) {
            message.append(" (code ").append(code);
            message.append(codeName == null ? ")" : ", " + abbreviate(codeName) + ")");
        }
        return new CommandException(
                message.toString(),
                code,
                codeName,
                reply.errorLabels(),
                reply.body().toByteArray());
    }

    /** Keeps what others sent from filling a log. */
    private static String abbreviate(String text) {
        return text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "...";
    }

    /**
     * The server's number for the error, for example 59, CommandNotFound.
     *
     * @return the code; 0 if it gave none
     */
    public int code() {
        return code;
    }

    /**
     * The server's name for the error.
     *
     * @return the name; null if it gave none
     */
    public @Nullable String codeName() {
        return codeName;
    }

    /**
     * What the server says about how the error may be dealt with, for example {@code RetryableWriteError}.
     *
     * @return the labels, unmodifiable; empty if there are none
     */
    public List<String> errorLabels() {
        return List.of(errorLabels);
    }

    /**
     * Everything that the server sent.
     *
     * @return the reply, in memory of its own
     */
    public RawDocument reply() {
        return RawDocument.of(reply, WireMessage.ANY_SIZE);
    }
}
