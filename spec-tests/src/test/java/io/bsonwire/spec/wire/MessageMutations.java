package io.bsonwire.spec.wire;

import io.bsonwire.spec.Mutations;
import io.bsonwire.wire.Checksum;
import io.bsonwire.wire.OpCode;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damages well-formed messages where it hurts: in lengths, sizes, counts, flags and opcodes, in the kinds of sections, in
 * names and documents, and by cutting and splicing. What is behind the damage is made to look right more often than not,
 * so that the damage itself is what is met: the length in the header, and a checksum.
 */
final class MessageMutations {
    private static final int[] HOSTILE = {
        0,
        1,
        4,
        5,
        8,
        15,
        16,
        20,
        255,
        256,
        1 << 16,
        48_000_000,
        48_000_001,
        -1,
        -4,
        -5,
        -16,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE - 3,
        Integer.MAX_VALUE - 15,
        Integer.MAX_VALUE - 16,
        Integer.MIN_VALUE,
        Integer.MIN_VALUE + 15
    };
    private static final int[] OPCODES =
            Arrays.stream(OpCode.values()).mapToInt(OpCode::code).toArray();

    private final List<byte[]> originals;
    private final List<MessageLayout> layouts;
    private final Random random;

    MessageMutations(List<byte[]> originals, Random random) {
        this.originals = originals;
        this.layouts = originals.stream().map(MessageLayout::of).toList();
        this.random = random;
    }

    /** One of the originals, damaged once or more. */
    byte[] next() {
        int index = random.nextInt(originals.size());
        byte[] mutant = damaged(originals.get(index), layouts.get(index));
        for (int more = random.nextInt(3) - 1; more > 0 && mutant.length > 16; more--) {
            mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(); // blind: the layout holds no more
        }
        if (mutant.length >= 16 && random.nextInt(4) != 0) {
            MessageLayout.putInt32(mutant, 0, mutant.length);
            if (random.nextInt(4) != 0) {
                correctChecksum(mutant);
            }
        }
        return mutant;
    }

    private byte[] damaged(byte[] original, MessageLayout layout) {
        return switch (random.nextInt(9)) {
            case 0, 1 -> number(original, layout);
            case 2 -> opCode(original);
            case 3 -> Arrays.copyOf(original, random.nextInt(original.length));
            case 4 -> kind(original, layout);
            case 5 -> document(original, layout);
            case 6 -> text(original, layout);
            case 7 -> spliced(original);
            default -> Mutations.damage(original, random);
        };
    }

    private byte[] number(byte[] original, MessageLayout layout) {
        byte[] mutant = original.clone();
        int at = pick(layout.numbers());
        int value = MessageLayout.int32(mutant, at);
        int wrong = switch (random.nextInt(4)) {
            case 0 -> HOSTILE[random.nextInt(HOSTILE.length)];
            case 1 -> value + random.nextInt(17) - 8;
            case 2 -> mutant.length - at + random.nextInt(17) - 8; // around what is left
            default -> value ^ 1 << random.nextInt(32);
        };
        MessageLayout.putInt32(mutant, at, wrong);
        return mutant;
    }

    private byte[] opCode(byte[] original) {
        byte[] mutant = original.clone();
        MessageLayout.putInt32(mutant, 12, OPCODES[random.nextInt(OPCODES.length)]);
        return mutant;
    }

    private byte[] kind(byte[] original, MessageLayout layout) {
        byte[] mutant = original.clone();
        if (layout.bytes().isEmpty()) {
            MessageLayout.putInt32(mutant, 16, random.nextInt());
        } else {
            mutant[pick(layout.bytes())] = (byte) random.nextInt(random.nextBoolean() ? 5 : 256);
        }
        return mutant;
    }

    private byte[] document(byte[] original, MessageLayout layout) {
        if (layout.documents().isEmpty()) {
            return Mutations.damage(original, random);
        }
        MessageLayout.Range range = pick(layout.documents());
        byte[] document = Arrays.copyOfRange(original, range.from(), range.to());
        return replaced(original, range, Mutations.any(document, random).bytes());
    }

    private byte[] text(byte[] original, MessageLayout layout) {
        if (layout.texts().isEmpty()) {
            return number(original, layout);
        }
        byte[] text = new byte[random.nextInt(6)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) (random.nextBoolean() ? random.nextInt() : 'a');
        }
        return replaced(original, pick(layout.texts()), text);
    }

    /** Puts other bytes into the place of some; the size of the sequence they are in is adjusted, mostly. */
    private byte[] replaced(byte[] original, MessageLayout.Range range, byte[] replacement) {
        int grown = replacement.length - (range.to() - range.from());
        byte[] mutant = new byte[original.length + grown];
        System.arraycopy(original, 0, mutant, 0, range.from());
        System.arraycopy(replacement, 0, mutant, range.from(), replacement.length);
        System.arraycopy(original, range.to(), mutant, range.from() + replacement.length, original.length - range.to());
        if (range.sizeAt() >= 0 && random.nextInt(4) != 0) {
            MessageLayout.putInt32(mutant, range.sizeAt(), MessageLayout.int32(original, range.sizeAt()) + grown);
        }
        return mutant;
    }

    /** The beginning of one message and the end of another. */
    private byte[] spliced(byte[] original) {
        byte[] other = originals.get(random.nextInt(originals.size()));
        int begin = 16 + random.nextInt(original.length - 15);
        int end = random.nextInt(other.length);
        byte[] mutant = Arrays.copyOf(original, begin + other.length - end);
        System.arraycopy(other, end, mutant, begin, other.length - end);
        return mutant;
    }

    private static void correctChecksum(byte[] message) {
        if (message.length >= 24 && MessageLayout.int32(message, 12) == OpCode.MSG.code() && (message[16] & 1) != 0) {
            int at = message.length - 4;
            MessageLayout.putInt32(message, at, Checksum.of(Unpooled.wrappedBuffer(message), 0, at));
        }
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
