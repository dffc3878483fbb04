package io.bsonwire.bson;

import static io.bsonwire.bson.UuidRepresentation.C_SHARP_LEGACY;
import static io.bsonwire.bson.UuidRepresentation.JAVA_LEGACY;
import static io.bsonwire.bson.UuidRepresentation.PYTHON_LEGACY;
import static io.bsonwire.bson.UuidRepresentation.STANDARD;
import static io.bsonwire.bson.UuidRepresentation.UNSPECIFIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bson.BsonBinary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UuidRepresentationTest {
    private static final UUID SAMPLE = UUID.fromString("01020304-0506-0708-090a-0b0c0d0e0f10");

    @ParameterizedTest
    @CsvSource({
        "STANDARD, 4, 0102030405060708090a0b0c0d0e0f10",
        "PYTHON_LEGACY, 3, 0102030405060708090a0b0c0d0e0f10",
        "C_SHARP_LEGACY, 3, 0403020106050807090a0b0c0d0e0f10",
        "JAVA_LEGACY, 3, 0807060504030201100f0e0d0c0b0a09"
    })
    void bytesAreInTheOrderOfTheRepresentation(UuidRepresentation representation, int subtype, String hex) {
        byte[] bytes = new byte[18];
        representation.write(SAMPLE, bytes, 1);

        assertThat(representation.subtype()).isEqualTo(subtype);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("00" + hex + "00");
        assertThat(representation.read(bytes, 1)).isEqualTo(SAMPLE);
    }

    @Test
    void highBitsStayWhereTheyAre() {
        byte[] bytes = new byte[16];
        C_SHARP_LEGACY.write(UUID.fromString("80828384-8586-8788-898a-8b8c8d8e8f90"), bytes, 0);

        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("8483828086858887898a8b8c8d8e8f90");
    }

    @Test
    void eachDecodesItsSubtypeOnly() {
        for (int subtype = 0; subtype <= 0xFF; subtype++) {
            assertThat(STANDARD.decodes(subtype)).isEqualTo(subtype == 4);
            assertThat(JAVA_LEGACY.decodes(subtype)).isEqualTo(subtype == 3);
            assertThat(C_SHARP_LEGACY.decodes(subtype)).isEqualTo(subtype == 3);
            assertThat(PYTHON_LEGACY.decodes(subtype)).isEqualTo(subtype == 3);
            assertThat(UNSPECIFIED.decodes(subtype)).isFalse();
        }
    }

    @Test
    void unspecifiedDoesNothing() {
        String message = "uuid representation: UNSPECIFIED (expected: a specified one)";
        byte[] bytes = new byte[16];

        assertThatIllegalStateException().isThrownBy(UNSPECIFIED::subtype).withMessage(message);
        assertThatIllegalStateException()
                .isThrownBy(() -> UNSPECIFIED.write(SAMPLE, bytes, 0))
                .withMessage(message);
        assertThatIllegalStateException()
                .isThrownBy(() -> UNSPECIFIED.read(bytes, 0))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 17, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void placesOutsideTheArrayAreRefused(int offset) {
        byte[] sixteen = new byte[16];

        assertThatThrownBy(() -> STANDARD.write(SAMPLE, sixteen, offset)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> STANDARD.read(sixteen, offset)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(sixteen).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource(value = UuidRepresentation.class, mode = EnumSource.Mode.EXCLUDE, names = "UNSPECIFIED")
    void thePeerHasTheSameNames(UuidRepresentation representation) {
        assertThat(peer(representation).getSubtype().getValue()).isEqualTo((byte) representation.subtype());
    }

    @Property
    void thePeerHasTheSameBytes(
            @ForAll long high, @ForAll long low, @ForAll("specified") UuidRepresentation representation) {
        UUID uuid = new UUID(high, low);
        byte[] bytes = new byte[16];
        representation.write(uuid, bytes, 0);

        assertThat(bytes).isEqualTo(new BsonBinary(uuid, peer(representation)).getData());
        assertThat(representation.read(bytes, 0)).isEqualTo(uuid);
    }

    @Provide
    Arbitrary<UuidRepresentation> specified() {
        return Arbitraries.of(STANDARD, JAVA_LEGACY, C_SHARP_LEGACY, PYTHON_LEGACY);
    }

    private static org.bson.UuidRepresentation peer(UuidRepresentation representation) {
        return org.bson.UuidRepresentation.valueOf(representation.name());
    }
}
