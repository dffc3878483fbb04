package io.bsonwire.cli;

import io.bsonwire.bson.BsonException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A command cannot do its work, for a reason that its user can do something about. The message is one line. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private CommandFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
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
