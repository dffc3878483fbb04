package io.bsonwire.spec.fuzz;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.json.ExtendedJson;
import io.bsonwire.spec.Vector;
import io.bsonwire.spec.wire.MessageParts;
import io.bsonwire.spec.wire.RandomDocuments;
import io.bsonwire.spec.wire.ReplyViews;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.Arguments;

/** Inputs that fuzzing begins with, and that each target is tried on in every build. All are made anew each time. */
final class Seeds {
    /** Longer ones slow the fuzzer down and lead it nowhere. */
    private static final int MOST = 700;

    private static final ByteBufAllocator ALLOC = UnpooledByteBufAllocator.DEFAULT;

    private Seeds() {}

    /** The vectors, right and wrong, and documents made by chance. */
    static Stream<Arguments> documents() {
        return Stream.concat(
                vectors().map(vector -> named(vector.name(), vector.bson())),
                random(40).map(i -> named(i, BsonCodec.DEFAULT.encode(RandomDocuments.any(new Random(i), 3)))));
    }

    /** The texts of vectors, of documents made by chance in both formats, and of forms that only readers know. */
    static Stream<Arguments> texts() {
        List<String> forms = List.of(
                "{\"a\":1,\"b\":-0.0,\"c\":1e400,\"d\":12345678901234567890,\"e\":[true,false,null]}",
                "{\"a\":{\"$uuid\":\"73ffd264-44b3-4c69-90e8-e7d1dfc035d4\"}}",
                "{\"a\":{\"$date\":\"2012-12-24T12:15:30.501Z\"},\"b\":{\"$date\":\"1960-12-24T12:15:30+0100\"}}",
                "{\"a\":{\"$binary\":\"AQID\",\"$type\":\"00\"},\"b\":{\"$date\":1},\"c\":{\"$regex\":\"a\",\"$options\":\"i\"}}",
                "{\"a\":{\"$dbPointer\":{\"$ref\":\"b\",\"$id\":{\"$oid\":\"0102030405060708090a0b0c\"}}}}",
                "{\"a\":{\"$code\":\"f\",\"$scope\":{\"x\":{\"$numberLong\":\"1\"}}},\"\\u0000\":\"\\ud83d\\ude00\"}",
                "{\"a\":{\"$ref\":\"c\",\"$id\":1,\"$db\":\"d\"},\"a\":{\"$numberDecimal\":\"1E+6145\"}}");
        return Stream.of(
                        vectors()
                                .filter(vector -> vector.json() != null)
                                .map(vector -> named(vector.name(), utf8(vector.json()))),
                        forms.stream().map(form -> named(form, utf8(form))),
                        random(20)
                                .map(i -> named(
                                        i,
                                        utf8(ExtendedJson.canonical().toJson(RandomDocuments.any(new Random(i), 3))))),
                        random(20)
                                .map(i -> named(
                                        i + ", relaxed",
                                        utf8(ExtendedJson.relaxed().toJson(RandomDocuments.any(new Random(i), 3))))))
                .flatMap(seeds -> seeds);
    }

    /** Messages of every opcode. */
    static Stream<Arguments> messages() {
        return random(120)
                .map(i -> named(
                        i, MessageParts.bytes(MessageParts.any(new Random(i)).build(ALLOC))));
    }

    /** Replies and the requests of a handshake. */
    static Stream<Arguments> replies() {
        return ReplyViews.samples(ALLOC).stream().map(bytes -> named("reply of " + bytes.length, bytes));
    }

    /** The number of a compressor, a size, and what the compressor makes of texts of that size. */
    static Stream<Arguments> compressed() {
        return random(60).map(i -> {
            int number = i % MessageParts.Compressed.COMPRESSORS.size();
            byte[] text = new byte[i * 3];
            new Random(i).nextBytes(text);
            Arrays.fill(text, i, i * 2, (byte) 'a'); // something to be compressed
            ByteBuffer target = ByteBuffer.allocate(
                    5 + MessageParts.Compressed.COMPRESSORS.get(number).maxCompressedLength(text.length));
            target.put((byte) number).putShort((short) text.length);
            MessageParts.Compressed.COMPRESSORS.get(number).compress(ByteBuffer.wrap(text), target);
            return named(i, Arrays.copyOf(target.array(), target.position()));
        });
    }

    private static Stream<Vector> vectors() {
        return Vector.all().stream().filter(vector -> vector.bson().length <= MOST);
    }

    private static Stream<Integer> random(int count) {
        return IntStream.range(0, count).boxed();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Arguments named(Object name, byte[] bytes) {
        return Arguments.of(Named.of(name.toString(), bytes));
    }
}
