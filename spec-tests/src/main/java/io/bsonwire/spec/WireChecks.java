package io.bsonwire.spec;

import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.Document;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Shrinkable;

/** Messages that are right, messages with one fault each, and generated and damaged ones. */
final class WireChecks {
    private static final byte[] PING = Reference.encode(new Document("ping", 1).append("$db", "admin"));
    private static final byte[] ONE = Reference.encode(new Document("_id", 1));
    private static final byte[] BAD_BOOLEAN = HexFormat.of().parseHex("090000000861000200");
    private static final int MUTANTS_A_MESSAGE = 64;

    private final List<Check<WireImplementation>> checks = new ArrayList<>();
    private final boolean decodes;
    private final boolean encodes;

    private WireChecks(WireImplementation implementation) {
        byte[] ping = new WireBytes(0).body(PING).message(1, 0);
        decodes = !(Tally.problem(() -> implementation.decode(ping)) instanceof UnsupportedOperationException);
        encodes = !(Tally.problem(() -> implementation.encode(message(0))) instanceof UnsupportedOperationException);
    }

    static List<Check<WireImplementation>> of(WireImplementation implementation, int documents, long seed) {
        WireChecks target = new WireChecks(implementation);
        target.messages();
        target.malformed();
        target.generated(documents, seed);
        target.damaged(documents, seed);
        return target.checks;
    }

    private static WireImplementation.Message message(int flagBits, WireImplementation.Sequence... sequences) {
        return new WireImplementation.Message(7, -2, flagBits, Reference.decode(PING), List.of(sequences));
    }

    // ---- messages that are right ----

    private void messages() {
        Document one = Reference.decode(ONE);
        WireImplementation.Sequence two = new WireImplementation.Sequence("documents", List.of(one, one));
        WireImplementation.Sequence none = new WireImplementation.Sequence("updates", List.of());
        right("body alone", message(0));
        right("sequence of two documents", message(0, two));
        right("sequence of no documents", message(0, none));
        right("two sequences", message(0, two, none));
        right("checksum", message(1));
        right("checksum behind a sequence", message(1, two));
        right("moreToCome", message(1 << 1));
        right("exhaustAllowed", message(1 << 16));
        right("optional bits that nobody knows", message(0xFFFE0000));
        byte[] behind =
                new WireBytes(0).sequence("documents", ONE, ONE).body(PING).message(7, -2);
        decode("messages", "body behind a sequence", behind, message(0, two));
    }

    private void right(String name, WireImplementation.Message message) {
        byte[] bytes = WireBytes.of(message);
        decode("messages", name, bytes, message);
        if (encodes) {
            add(
                    Check.Source.VECTORS,
                    "messages",
                    name,
                    "encode",
                    (implementation, tally) ->
                            tally.failed(() -> hex(bytes), () -> judgeEncoding(implementation, message)));
        }
    }

    private void decode(String group, String name, byte[] bytes, WireImplementation.Message expected) {
        if (decodes) {
            add(
                    Check.Source.VECTORS,
                    group,
                    name,
                    "decode",
                    (implementation, tally) ->
                            tally.failed(() -> hex(bytes), () -> assertSame(expected, implementation.decode(bytes))));
        }
    }

    // ---- messages with a fault ----

    private void malformed() {
        byte[] right = new WireBytes(0).body(PING).message(1, 0);
        for (int length : new int[] {0, 15, 16, 20, -1, right.length - 1, right.length + 1, Integer.MAX_VALUE}) {
            byte[] wrong = right.clone();
            Layout.putInt32(wrong, 0, length);
            refused("message length " + length + " for " + right.length, wrong);
        }
        for (int length = 0; length < right.length; length++) {
            refused("cut to " + length, Arrays.copyOf(right, length));
            if (length >= 16) {
                byte[] cut = Arrays.copyOf(right, length);
                Layout.putInt32(cut, 0, length);
                refused("cut to " + length + ", length adjusted", cut);
            }
        }
        for (int bit = 2; bit < 16; bit++) {
            refused(
                    "required flag bit " + bit,
                    new WireBytes(1 << bit).body(PING).message(1, 0));
        }
        refused("no section", new WireBytes(0).message(1, 0));
        refused("no body", new WireBytes(0).sequence("documents", ONE).message(1, 0));
        refused("two bodies", new WireBytes(0).body(PING).body(PING).message(1, 0));
        refused(
                "section of kind 2",
                new WireBytes(0).body(PING).bytes(new byte[] {2}).bytes(ONE).message(1, 0));
        refused(
                "section of kind 255",
                new WireBytes(0).body(PING).bytes(new byte[] {-1}).bytes(ONE).message(1, 0));
        refused("malformed body", new WireBytes(0).body(BAD_BOOLEAN).message(1, 0));
        refused(
                "malformed document in a sequence",
                new WireBytes(0)
                        .body(PING)
                        .sequence("documents", ONE, BAD_BOOLEAN)
                        .message(1, 0));
        for (int size : new int[] {0, 3, 4, -1, 5 + ONE.length, 7 + ONE.length, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            refused("sequence size " + size + " for " + (6 + ONE.length), sequence(size, new byte[] {'a', 0}));
        }
        refused("identifier without its NUL", sequence(4 + 1, new byte[] {'a'}, new byte[0]));
        refused("identifier that is not UTF-8", sequence(6 + ONE.length, new byte[] {(byte) 0xFF, 0}));
        byte[] checked = new WireBytes(1).body(PING).message(1, 0);
        checked[checked.length - 1] ^= 1;
        refused("wrong checksum", checked);
        byte[] unchecked = right.clone();
        unchecked[16] = 1;
        refused("checksum that is not there", unchecked);
    }

    private static byte[] sequence(int size, byte[] identifier) {
        return sequence(size, identifier, ONE);
    }

    private static byte[] sequence(int size, byte[] identifier, byte[] content) {
        return new WireBytes(0)
                .body(PING)
                .bytes(new byte[] {1})
                .bytes(WireBytes.int32(size))
                .bytes(identifier)
                .bytes(content)
                .message(1, 0);
    }

    private void refused(String name, byte[] bytes) {
        if (decodes) {
            add(
                    Check.Source.VECTORS,
                    "malformed messages",
                    name,
                    "decode",
                    (implementation, tally) -> tally.failed(
                            () -> hex(bytes),
                            () -> Operation.assertRefused(implementation, () -> implementation.decode(bytes))));
        }
    }

    // ---- by chance ----

    private static Arbitrary<WireImplementation.Message> messagesByChance() {
        Arbitrary<Integer> flags = Arbitraries.of(0, 1, 2, 3, 1 << 16, 1 << 31);
        Arbitrary<WireImplementation.Sequence> sequences = Combinators.combine(
                        Arbitraries.of("documents", "updates", "deletes", "ops", "nsInfo"),
                        BsonArbitraries.documents().list().ofMaxSize(3))
                .as(WireImplementation.Sequence::new);
        return Combinators.combine(
                        Arbitraries.integers(),
                        Arbitraries.integers(),
                        flags,
                        BsonArbitraries.documents(),
                        sequences.list().ofMaxSize(3).uniqueElements(WireImplementation.Sequence::identifier))
                .as(WireImplementation.Message::new)
                .withoutEdgeCases();
    }

    private void generated(int count, long seed) {
        for (String operation : List.of("decode", "encode")) {
            boolean decode = operation.equals("decode");
            if (decode ? decodes : encodes) {
                add(
                        Check.Source.GENERATED,
                        "messages",
                        "OP_MSG",
                        operation,
                        (implementation, tally) ->
                                Shrinking.inSession(() -> Shrinking.values(messagesByChance(), count, seed)
                                        .forEach(sample -> tally.failed(
                                                () -> hex(WireBytes.of(sample.value())) + "\n  seed:  " + seed,
                                                () -> judge(implementation, sample.value(), decode)))));
            }
        }
    }

    private static void judge(WireImplementation implementation, WireImplementation.Message message, boolean decode)
            throws Exception {
        if (decode) {
            assertSame(message, implementation.decode(WireBytes.of(message)));
        } else {
            judgeEncoding(implementation, message);
        }
    }

    /** Only the verdict is compared: what names that come twice are read as is left to whoever reads them. */
    private void damaged(int count, long seed) {
        if (!decodes) {
            return;
        }
        add(
                Check.Source.MUTATIONS,
                "messages",
                "OP_MSG",
                "decode",
                (implementation, tally) -> Shrinking.inSession(() -> {
                    Random random = new Random(seed);
                    for (Shrinkable<WireImplementation.Message> sample :
                            Shrinking.values(messagesByChance(), count, seed)) {
                        byte[] message = WireBytes.of(sample.value());
                        for (int i = 0; i < MUTANTS_A_MESSAGE; i++) {
                            byte[] mutant = mutant(message, random);
                            tally.failed(() -> hex(mutant), () -> judgeVerdict(implementation, mutant));
                        }
                    }
                }));
    }

    /** Mostly with its length put right, so that the damage itself is met. */
    private static byte[] mutant(byte[] message, Random random) {
        byte[] mutant = Mutations.damage(message, random);
        if (mutant.length >= 16 && random.nextInt(4) != 0) {
            Layout.putInt32(mutant, 0, mutant.length);
        }
        return mutant;
    }

    private static void judgeVerdict(WireImplementation implementation, byte[] bytes) throws Exception {
        if (isMessage(bytes)) {
            implementation.decode(bytes);
        } else {
            Operation.assertRefused(implementation, () -> implementation.decode(bytes));
        }
    }

    // ---- judgement ----

    private static void judgeEncoding(WireImplementation implementation, WireImplementation.Message message)
            throws Exception {
        byte[] encoded = implementation.encode(message);
        byte[] expected = WireBytes.of(message);
        // Other orders of the sections are right too; the reference reads those.
        if (!Arrays.equals(encoded, expected)) {
            if (!isMessage(encoded)) {
                throw new AssertionError("encoded as no message: " + Reference.hex(encoded));
            }
            assertSame(message, read(encoded));
        }
    }

    private static void assertSame(WireImplementation.Message expected, WireImplementation.Message actual) {
        byte[] wanted = WireBytes.of(expected);
        byte[] given = WireBytes.of(actual);
        if (!Arrays.equals(wanted, given)) {
            throw new AssertionError("gave      " + Reference.hex(given) + "\nexpected: " + Reference.hex(wanted));
        }
    }

    /** Whether the reference, bsonwire's own parser, takes it for one OP_MSG. */
    private static boolean isMessage(byte[] bytes) {
        try {
            read(bytes);
            return true;
        } catch (WireException | BsonException e) {
            return false;
        }
    }

    /** What bsonwire's parser reads. */
    static WireImplementation.Message read(byte[] bytes) {
        ByteBuf frame = Unpooled.wrappedBuffer(bytes);
        try {
            OpMsg message = OpMsg.decode(frame);
            List<WireImplementation.Sequence> sequences = new ArrayList<>();
            message.sequences().forEach(sequence -> {
                List<Document> documents = new ArrayList<>();
                sequence.forEach(document -> documents.add(document.toDocument()));
                sequences.add(new WireImplementation.Sequence(sequence.identifier(), documents));
            });
            return new WireImplementation.Message(
                    message.header().requestId(),
                    message.header().responseTo(),
                    message.flagBits(),
                    message.body().toDocument(),
                    sequences);
        } finally {
            frame.release(); // the message's reference, or that of a frame that is no message
        }
    }

    private static String hex(byte[] message) {
        return "  bytes: " + Reference.hex(message);
    }

    private void add(
            Check.Source source, String group, String name, String operation, Check.Body<WireImplementation> body) {
        checks.add(new Check<>(source, group, name, operation, body));
    }
}
