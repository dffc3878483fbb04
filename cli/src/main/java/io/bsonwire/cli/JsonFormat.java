package io.bsonwire.cli;

import io.bsonwire.bson.json.ExtendedJson;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The two forms of Extended JSON. */
enum JsonFormat {
    CANONICAL,
    RELAXED;

    ExtendedJson json() {
        return this == RELAXED ? ExtendedJson.relaxed() : ExtendedJson.canonical();
    }

    /** Reads a name as it is written on the command line. */
    static final class Converter implements ITypeConverter<JsonFormat> {
        @Override
        public JsonFormat convert(String text) {
            for (JsonFormat format : values()) {
                if (format.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return format;
                }
            }
            throw new TypeConversionException("'" + text + "' (expected: canonical or relaxed)");
        }
    }
}
