package io.bsonwire.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryTest {
    @Test
    void withoutSubtypeItIsGeneric() {
        assertThat(Binary.of(new byte[] {1, 2})).isEqualTo(Binary.of(Binary.GENERIC, new byte[] {1, 2}));
    }

    @Test
    void dataIsCopiedInAndOut() {
        byte[] data = {1, 2, 3};
        Binary generic = Binary.of(data);
        Binary binary = Binary.of(Binary.MD5, data);

        data[0] = 9;
        binary.toByteArray()[1] = 9;

        assertThat(generic.toByteArray()).containsExactly(1, 2, 3);
        assertThat(binary.toByteArray()).containsExactly(1, 2, 3);
    }

    @Test
    void wrapSharesTheArray() {
        byte[] data = {1, 2, 3};

        Binary binary = Binary.wrap(Binary.COLUMN, data);

        assertThat(binary.array()).isSameAs(data);
        assertThat(binary.subtype()).isEqualTo(7);
    }

    @Test
    void bufferIsReadOnly() {
        ByteBuffer buffer = Binary.of(new byte[] {1, 2, 3}).asReadOnlyByteBuffer();

        assertThat(buffer.isReadOnly()).isTrue();
        assertThat(buffer).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void subtypesOutOfRangeAreRefused(int subtype) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Binary.of(subtype, new byte[0]))
                .withMessage("binary subtype: " + subtype + " (expected: 0 to 255)");
    }

    @Test
    void placesOutsideAreRefused() {
        Binary binary = Binary.of(new byte[] {1, 2, 3});
        byte[] target = new byte[4];

        assertThatThrownBy(() -> binary.byteAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> binary.byteAt(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> binary.copyTo(target, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> binary.copyTo(target, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(target).containsOnly(0);
    }

    @Test
    void textShowsTheFirstBytes() {
        assertThat(Binary.of(0x80, new byte[0])).hasToString("Binary[subtype=128, length=0, data=]");
        assertThat(Binary.of(new byte[] {0, -1})).hasToString("Binary[subtype=0, length=2, data=00ff]");
        assertThat(Binary.of(new byte[32])).hasToString("Binary[subtype=0, length=32, data=" + "00".repeat(32) + "]");
        assertThat(Binary.of(new byte[33]))
                .hasToString("Binary[subtype=0, length=33, data=" + "00".repeat(32) + "...]");
    }

    @Test
    void textHidesSensitiveData() {
        assertThat(Binary.of(Binary.SENSITIVE, new byte[] {42, 42})).hasToString("Binary[subtype=8, length=2]");
    }

    @Test
    void equalsNothingElse() {
        Binary binary = Binary.of(5, new byte[] {1});

        assertThat(binary)
                .isNotEqualTo(Binary.of(4, new byte[] {1}))
                .isNotEqualTo(Binary.of(5, new byte[] {2}))
                .isNotEqualTo(Binary.of(5, new byte[] {1, 0}))
                .isNotEqualTo(new byte[] {1})
                .isNotEqualTo(null);
    }

    @Property
    void dataIsLossless(@ForAll @IntRange(max = 255) int subtype, @ForAll byte[] data) {
        Binary binary = Binary.of(subtype, data);
        byte[] target = new byte[data.length + 2];
        binary.copyTo(target, 1);

        assertThat(binary.subtype()).isEqualTo(subtype);
        assertThat(binary.length()).isEqualTo(data.length);
        assertThat(binary.toByteArray()).isEqualTo(data);
        assertThat(Arrays.copyOfRange(target, 1, data.length + 1)).isEqualTo(data);
        assertThat(target[0] | target[data.length + 1]).isZero();
        for (int i = 0; i < data.length; i++) {
            assertThat(binary.byteAt(i)).isEqualTo(data[i]);
        }
        assertThat(Binary.wrap(subtype, data)).isEqualTo(binary).hasSameHashCodeAs(binary);
    }

    @ParameterizedTest
    @EnumSource(value = UuidRepresentation.class, mode = EnumSource.Mode.EXCLUDE, names = "UNSPECIFIED")
    void uuidsComeBack(UuidRepresentation representation) {
        UUID uuid = UUID.fromString("01020304-0506-0708-090a-0b0c0d0e0f10");

        Binary binary = Binary.of(uuid, representation);

        assertThat(binary.subtype()).isEqualTo(representation.subtype());
        assertThat(binary.length()).isEqualTo(16);
        assertThat(binary.toUuid(representation)).isEqualTo(uuid);
    }

    @Test
    void uuidsNeedARepresentation() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Binary.of(new UUID(1, 2), UuidRepresentation.UNSPECIFIED))
                .withMessage("uuid representation: UNSPECIFIED (expected: a specified one)");
    }

    @Test
    void uuidsNeedTheSubtypeOfTheRepresentation() {
        for (int subtype = 0; subtype <= 0xFF; subtype++) {
            Binary binary = Binary.of(subtype, new byte[16]);
            for (UuidRepresentation representation : UuidRepresentation.values()) {
                if (!representation.decodes(subtype)) {
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> binary.toUuid(representation))
                            .withMessage("binary subtype: " + subtype + " (expected: that of the uuid representation "
                                    + representation + ")");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 17})
    void uuidsNeedSixteenBytes(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Binary.of(Binary.UUID, new byte[length]).toUuid(UuidRepresentation.STANDARD))
                .withMessage("uuid: " + length + " bytes (expected: exactly 16)");
    }

    @Test
    void subtypesAreThoseOfTheFormat() {
        assertThat(new int[] {
                    Binary.GENERIC,
                    Binary.FUNCTION,
                    Binary.OLD_BINARY,
                    Binary.UUID_LEGACY,
                    Binary.UUID,
                    Binary.MD5,
                    Binary.ENCRYPTED,
                    Binary.COLUMN,
                    Binary.SENSITIVE,
                    Binary.VECTOR
                })
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(Binary.USER_DEFINED).isEqualTo(HexFormat.fromHexDigits("80"));
    }
}
