package io.bsonwire.bson;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that this library throws about data. Misuse of a method by its caller is an
 * {@link IllegalArgumentException} or {@link IllegalStateException} instead.
 *
 * <p>The message reads {@code what: value (expected: condition) at offset N, path a.b[2]}; its last two parts are also
 * there on their own.
 */
public abstract class BsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong and what was expected, without the place. */
    private final String problem;

    /** Where, as an absolute index; -1 if there is no such place. */
    private final long offset;

    /** The path of the element concerned; empty for the top-level document. */
    private final String path;

    /**
     * Makes the exception.
     *
     * @param problem what is wrong and what was expected, without the place
     * @param offset where, as an absolute index in the buffer or stream; -1 if there is no such place
     * @param path the path of the element concerned; empty for the top-level document
     * @param cause what led to this, or null
     */
    protected BsonException(String problem, long offset, String path, @Nullable Throwable cause) {
        super(describe(problem, offset, path), cause);
        this.problem = problem;
        this.offset = offset;
        this.path = path;
    }

    private static String describe(String problem, long offset, String path) {
        StringBuilder text = new StringBuilder(problem);
        if (offset >= 0) {
            text.append(" at offset ").append(offset);
        }
        if (!path.isEmpty()) {
            text.append(offset >= 0 ? ", path " : " at path ").append(path);
        }
        return text.toString();
    }

    /**
     * What is wrong and what was expected, without the place.
     *
     * @return the first part of the message
     */
    public String problem() {
        return problem;
    }

    /**
     * Where the problem is.
     *
     * @return the absolute index in the buffer, or in the stream where one was read; -1 if the problem has no offset
     */
    public long offset() {
        return offset;
    }

    /**
     * The path of the element concerned, for example {@code a.b[2]}.
     *
     * @return the path; empty for the top-level document
     */
    public String path() {
        return path;
    }
}
