package io.bsonwire.bson;

import java.util.Objects;

/**
 * JavaScript code without a scope (BSON type 0x0D). The code is text like any BSON string; it is neither parsed nor run.
 *
 * <p>Two values are equal if their code is the same text.
 *
 * @param code the code
 */
public record Code(String code) {
    /**
     * Makes a value.
     *
     * @param code the code
     */
    public Code {
        Objects.requireNonNull(code, "code");
    }
}
