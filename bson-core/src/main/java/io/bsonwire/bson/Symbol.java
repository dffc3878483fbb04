package io.bsonwire.bson;

import java.util.Objects;

/**
 * A symbol (BSON type 0x0E, deprecated): text with a type of its own, kept so that old data survives unchanged.
 *
 * <p>Two symbols are equal if their text is the same; a symbol never equals a string.
 *
 * @param text the text
 */
public record Symbol(String text) {
    /**
     * Makes a symbol.
     *
     * @param text the text
     */
    public Symbol {
        Objects.requireNonNull(text, "text");
    }
}
