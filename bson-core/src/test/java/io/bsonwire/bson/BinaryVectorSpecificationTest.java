package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs the test files of the "BSON Binary Subtype 9 - Vector" specification, which are not part of this project: the
 * environment variable BSON_VECTOR_DIR names the folder with their JSON files.
 */
class BinaryVectorSpecificationTest {
    private int valid;
    private int invalid;
    private int inexpressible;

    @Test
    void officialCasesPass() throws IOException {
        String folder = System.getenv("BSON_VECTOR_DIR");
        if (folder == null) {
            String message = "Official vector cases not run: BSON_VECTOR_DIR is not set. It names the folder"
                    + " source/bson-binary-vector/tests of a checkout of github.com/mongodb/specifications.";
            System.out.println(message);
            abort(message);
        }
        List<Path> files;
        try (Stream<Path> found = Files.list(Path.of(folder))) {
            files = found.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            runFile(file);
        }

        System.out.println(
                "Official vector cases run: " + (valid + invalid) + " in " + files.size() + " files: " + valid
                        + " valid, " + invalid + " invalid (of these " + inexpressible
                        + " with elements that the Java types rule out)");
        assertThat(valid).isPositive();
        assertThat(invalid).isPositive();
    }

    private void runFile(Path file) throws IOException {
        Map<?, ?> root;
        try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
            parser.nextToken();
            root = (Map<?, ?>) read(parser);
        }
        List<?> tests = (List<?>) root.get("tests");
        assertThat(tests).as("cases of %s", file).isNotEmpty();
        for (Object test : tests) {
            Map<?, ?> map = (Map<?, ?>) test;
            Case vectorCase = new Case(
                    file.getFileName() + ": " + map.get("description"),
                    (String) root.get("test_key"),
                    Integer.decode((String) map.get("dtype_hex")),
                    map.containsKey("padding") ? ((BigDecimal) map.get("padding")).intValueExact() : 0,
                    (List<?>) map.get("vector"),
                    (String) map.get("canonical_bson"));
            if ((Boolean) map.get("valid")) {
                valid++;
                checkValid(vectorCase);
            } else {
                invalid++;
                checkInvalid(vectorCase);
            }
        }
    }

    private record Case(String name, String key, int dtype, int padding, List<?> elements, String bson) {}

    private static void checkValid(Case test) {
        byte[] expected = HexFormat.of().parseHex(test.bson);

        BinaryVector encoded = encode(test);
        BinaryVector decoded = BinaryVector.of(fromDocument(expected, test.key));

        assertThat(toDocument(encoded.toBinary(), test.key)).as(test.name).isEqualTo(expected);
        assertThat(decoded).as(test.name).isEqualTo(encoded);
        assertThat(decoded.dtype().code()).as(test.name).isEqualTo(test.dtype);
        assertThat(decoded.padding()).as(test.name).isEqualTo(test.padding);
        switch (decoded.dtype()) {
            case INT8 -> assertThat(decoded.toInt8Array()).as(test.name).isEqualTo(signedBytes(test.elements));
            case PACKED_BIT ->
                assertThat(decoded.toPackedBytes()).as(test.name).isEqualTo(unsignedBytes(test.elements));
            case FLOAT32 -> assertThat(decoded.toFloat32Array()).as(test.name).isEqualTo(floats(test.elements));
        }
    }

    private void checkInvalid(Case test) {
        assertThat(test.elements != null || test.bson != null).as(test.name).isTrue();
        if (test.elements != null) {
            // Float and int8 vectors have no padding to give, so theirs can only come from bytes.
            boolean needsPadding = test.dtype != 0x10 && test.padding != 0;
            if (needsPadding) {
                assertThat(test.bson).as(test.name).isNotNull();
            } else if (fitsTheJavaType(test)) {
                assertThatIllegalArgumentException().as(test.name).isThrownBy(() -> encode(test));
            } else {
                inexpressible++;
            }
        }
        if (test.bson != null) {
            Binary binary = fromDocument(HexFormat.of().parseHex(test.bson), test.key);
            assertThatIllegalArgumentException().as(test.name).isThrownBy(() -> BinaryVector.of(binary));
        }
    }

    private static BinaryVector encode(Case test) {
        return switch (test.dtype) {
            case 0x03 -> BinaryVector.ofInt8(signedBytes(test.elements));
            case 0x10 -> BinaryVector.ofPackedBits(unsignedBytes(test.elements), test.padding);
            case 0x27 -> BinaryVector.ofFloat32(floats(test.elements));
            default -> throw new AssertionError(test.name + ": dtype " + test.dtype);
        };
    }

    /** Whether the elements are such that a caller could put them into a byte array, signed or unsigned. */
    private static boolean fitsTheJavaType(Case test) {
        BigDecimal least = BigDecimal.valueOf(test.dtype == 0x03 ? -128 : 0);
        BigDecimal most = BigDecimal.valueOf(test.dtype == 0x03 ? 127 : 255);
        return test.elements.stream()
                .map(BigDecimal.class::cast)
                .allMatch(element -> element.stripTrailingZeros().scale() <= 0
                        && element.compareTo(least) >= 0
                        && element.compareTo(most) <= 0);
    }

    private static byte[] signedBytes(List<?> elements) {
        byte[] bytes = new byte[elements.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = ((BigDecimal) elements.get(i)).byteValueExact();
        }
        return bytes;
    }

    private static byte[] unsignedBytes(List<?> elements) {
        byte[] bytes = new byte[elements.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ((BigDecimal) elements.get(i)).intValueExact();
        }
        return bytes;
    }

    private static float[] floats(List<?> elements) {
        float[] floats = new float[elements.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = elements.get(i) instanceof Map<?, ?> special
                    ? Float.parseFloat((String) special.get("$numberDouble"))
                    : ((BigDecimal) elements.get(i)).floatValue();
        }
        return floats;
    }

    /** The document with this one binary field, laid out by hand so that only the vector is under test. */
    private static byte[] toDocument(Binary binary, String key) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        int length = 4 + 1 + name.length + 1 + 4 + 1 + binary.length() + 1;
        ByteBuffer document = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        document.putInt(length).put((byte) 5).put(name).put((byte) 0);
        document.putInt(binary.length()).put((byte) binary.subtype()).put(binary.toByteArray());
        return document.put((byte) 0).array();
    }

    /** The one binary field of a document. */
    private static Binary fromDocument(byte[] document, String key) {
        int subtypeAt = 4 + 1 + key.length() + 1 + 4;
        Binary binary =
                Binary.of(document[subtypeAt], Arrays.copyOfRange(document, subtypeAt + 1, document.length - 1));
        assertThat(toDocument(binary, key)).isEqualTo(document);
        return binary;
    }

    /** The JSON value at the parser's token: maps, lists, strings, booleans and BigDecimals. */
    private static Object read(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, read(parser));
                }
                return map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(parser));
                }
                return list;
            }
            case VALUE_STRING -> {
                return parser.getText();
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return parser.getBooleanValue();
            }
            default -> {
                return parser.getDecimalValue();
            }
        }
    }
}
