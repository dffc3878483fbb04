package io.bsonwire.cli;

import io.bsonwire.bson.BsonException;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A command cannot do its work, for a reason that its user can do something about. The message is one line. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The server's error code; 0 where it has none. */
    private final int code;

    private CommandFailure(String message, @Nullable Throwable cause) {
        this(message, 0, cause);
    }

    private CommandFailure(String message, int code, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The code by which a server that refused something gave its reason; 0 if it gave none, or no server did. */
    int code() {
        return code;
    }

    // ---- files ----

    static CommandFailure notAFileName(String file, InvalidPathException cause) {
        return new CommandFailure(file.replace("\0", "\\0") + ": not a file name: " + cause.getReason(), cause);
    }

    static CommandFailure isDirectory(String file) {
        return new CommandFailure(file + ": is a directory (expected: a file)", null);
    }

    static CommandFailure sameFile(String file) {
        return new CommandFailure(file + ": is input and output at once (expected: another file for the output)", null);
    }

    static CommandFailure cannotOpen(String file, IOException cause) {
        return new CommandFailure(file + ": cannot open: " + reason(cause), cause);
    }

    static CommandFailure cannotCreate(String file, IOException cause) {
        // The file itself need not be there, so it is its directory that is not.
        String reason = cause instanceof NoSuchFileException ? "no such directory" : reason(cause);
        return new CommandFailure(file + ": cannot create: " + reason, cause);
    }

    static CommandFailure cannotRead(String file, IOException cause) {
        return new CommandFailure(Input.name(file) + ": cannot read: " + reason(cause), cause);
    }

    // ---- data ----

    /**
     * Input that is not what it should be.
     *
     * @param number of the document in its input, from 1
     */
    static CommandFailure malformed(String file, long number, BsonException cause) {
        return new CommandFailure(Input.name(file) + ": " + document(number, cause), cause);
    }

    /** Which document of an input is wrong, and how. */
    static String document(long number, BsonException cause) {
        return "document " + number + ": " + cause.getMessage();
    }

    /**
     * A message that is not what it should be.
     *
     * @param number of the message in its input, from 1
     * @param problem what is wrong, and where in the input
     */
    static CommandFailure malformedMessage(String file, long number, String problem) {
        return new CommandFailure(Input.name(file) + ": message " + number + ": " + problem, null);
    }

    static CommandFailure notHexadecimal(String file, long line, int character) {
        String shown = character > ' ' && character < 0x7F
                ? "'" + (char) character + "'"
                : String.format(Locale.ROOT, "byte 0x%02X", character);
        return hex(file, line, shown + " (expected: hexadecimal digits)");
    }

    static CommandFailure oddDigits(String file, long line) {
        return hex(file, line, "an odd number of digits (expected: two for each byte)");
    }

    static CommandFailure missingLines(String file, long line, long offset, long expected) {
        return hex(file, line, String.format(Locale.ROOT, "offset %x of the dump (expected: %x)", offset, expected));
    }

    static CommandFailure squeezedDump(String file, long line) {
        return hex(file, line, "lines left out (expected: all of them, as with hexdump -v)");
    }

    private static CommandFailure hex(String file, long line, String problem) {
        return new CommandFailure(Input.name(file) + ": line " + line + ": " + problem, null);
    }

    // ---- server ----

    /** A connection string that cannot be used; {@code found} holds no password. */
    static CommandFailure uri(String found, String expected) {
        return new CommandFailure("connection string: " + found + " (expected: " + expected + ")", null);
    }

    static CommandFailure unreachable(Object address, Throwable cause) {
        return new CommandFailure(cannotConnect(address, cause), cause);
    }

    /** That nobody is reached at an address, and why. */
    static String cannotConnect(Object address, Throwable problem) {
        Throwable cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause(); // "too many open files" in "unable to create Channel"
        }
        String reason = cause instanceof UnknownHostException
                ? "no such host"
                : cause instanceof ConnectTimeoutException
                        ? "nobody answers"
                        : cause instanceof ConnectException ? "connection refused" : reason(cause);
        return "cannot connect to " + address + ": " + reason;
    }

    static CommandFailure cannotListen(Endpoint address, Throwable cause) {
        String reason = cause instanceof UnresolvedAddressException ? "no such host" : reason(cause);
        return new CommandFailure("cannot listen on " + address + ": " + reason, cause);
    }

    static CommandFailure leadsBack(Endpoint server) {
        return new CommandFailure(
                "server: " + server + ", where the proxy itself listens (expected: another address)", null);
    }

    static CommandFailure noReply(ServerAddress address, String command, Duration timeout) {
        return new CommandFailure(
                address + ": no reply to " + command + " (expected: within " + timeout.toSeconds() + " s)", null);
    }

    static CommandFailure connectionLost(ServerAddress address, String command, Throwable cause) {
        String reason = cause instanceof ClosedChannelException ? "connection closed" : reason(cause);
        return new CommandFailure(address + ": no valid reply to " + command + ": " + reason, cause);
    }

    static CommandFailure tooOld(ServerAddress address, int wireVersion, int needed) {
        return new CommandFailure(
                address + ": wire version " + wireVersion + " (expected: at least " + needed
                        + ", as from MongoDB 3.6 on)",
                null);
    }

    static CommandFailure notWritable(ServerAddress address) {
        return new CommandFailure(address + ": takes no writes (expected: the primary of its replica set)", null);
    }

    static CommandFailure unexpectedReply(String command, RuntimeException cause) {
        return new CommandFailure("reply to " + command + " is not understood: " + cause.getMessage(), cause);
    }

    /** The server's own words about a command, or about the first write of it that failed. */
    static CommandFailure refused(String command, @Nullable String errmsg, int code) {
        return new CommandFailure(
                command + " refused by the server: " + (errmsg == null ? "no reason given" : errmsg)
                        + (code == 0 ? "" : " (code " + code + ")"),
                code,
                null);
    }

    // ---- text ----

    /** Why an operation on a file or connection failed, in a few words. */
    static String reason(Throwable cause) {
        if (cause instanceof NoSuchFileException) {
            return "no such file";
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof FileSystemException e && e.getReason() != null) {
            return lowerFirst(e.getReason());
        }
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : lowerFirst(message.strip());
    }

    private static String lowerFirst(String text) {
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
