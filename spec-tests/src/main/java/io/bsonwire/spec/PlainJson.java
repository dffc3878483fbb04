package io.bsonwire.spec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as nothing but JSON, for reading test files and for comparing texts. */
final class PlainJson {
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNestingDepth(10_000)
                    .build())
            .build();

    private PlainJson() {}

    /** Reads an object into maps, lists, Strings (numbers too, as they are written), Booleans and nulls. */
    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> parseObject(String json) {
        if (parse(json, false) instanceof Map<?, ?> object) {
            return (Map<String, @Nullable Object>) object;
        }
        throw new UncheckedIOException(new IOException("not a JSON object"));
    }

    private static @Nullable Object parse(String json, boolean numbers) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            Object value = value(parser, numbers);
            if (parser.nextToken() != null) {
                throw new IOException("more than one JSON value");
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Object value(JsonParser parser, boolean numbers) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser, numbers));
                }
                return object;
            }
            case START_ARRAY -> {
                List<@Nullable Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser, numbers));
                }
                return array;
            }
            case VALUE_TRUE -> {
                return true;
            }
            case VALUE_FALSE -> {
                return false;
            }
            case VALUE_NULL -> {
                return null;
            }
            case VALUE_NUMBER_INT -> {
                return numbers ? parser.getBigIntegerValue() : parser.getText();
            }
            case VALUE_NUMBER_FLOAT -> {
                return numbers ? (Object) parser.getDoubleValue() : parser.getText();
            }
            default -> {
                return parser.getText();
            }
        }
    }

    /** The objects in a list; none if there is no list. */
    @SuppressWarnings("unchecked")
    static List<Map<String, @Nullable Object>> objects(@Nullable Object list) {
        return list == null ? List.of() : (List<Map<String, @Nullable Object>>) list;
    }

    /**
     * Whether two texts of Extended JSON say the same. White space, escapes and the order of names are left to whoever
     * writes JSON, and so is the form of a floating-point number, also that in a {@code $numberDouble}, the number of
     * digits in a fraction of a second, and the case of a binary's subtype.
     */
    static boolean same(String one, String other) {
        return normal(parse(one, true)).equals(normal(parse(other, true)));
    }

    private static Object normal(@Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            if (object.size() == 1 && object.get("$numberDouble") instanceof String text) {
                return "double " + Double.valueOf(text);
            } else if (object.size() == 1 && object.get("$date") instanceof String text) {
                return "date " + text.replaceFirst("\\.?0*Z$", "Z");
            } else if (object.size() == 2 && object.get("subType") instanceof String text) {
                return Map.of("base64", normal(object.get("base64")), "subType", text.toLowerCase(Locale.ROOT));
            }
            Map<Object, Object> result = new HashMap<>();
            object.forEach((name, inner) -> result.put(name, normal(inner)));
            return result;
        } else if (value instanceof List<?> array) {
            return array.stream().map(PlainJson::normal).toList();
        }
        return value == null ? "null" : value instanceof String text ? "string " + text : value;
    }
}
