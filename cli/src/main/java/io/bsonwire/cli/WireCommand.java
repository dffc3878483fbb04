package io.bsonwire.cli;

import io.bsonwire.bson.Document;
import io.bsonwire.bson.json.ExtendedJson;
import io.bsonwire.wire.MessageHeader;
import io.bsonwire.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Messages to JSON. */
@Command(
        name = "wire",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        header = "Turns messages of the wire protocol into lines of JSON.",
        description = {
            "%nReads messages back to back, as they go over a connection in one direction, and writes each as MongoDB"
                    + " Extended JSON, version 2, on a line of its own: where it begins, its opcode, ids and flags, and"
                    + " all its documents. A compressed message is shown as what it holds, behind compressor,"
                    + " compressedLength and uncompressedLength. One message at a time is in memory.",
            "%nWith --hex the input is text: hexadecimal digits, with blanks and line ends anywhere between them, or"
                    + " lines as xxd and hexdump -v -C print them.",
            "%nAt a malformed message it stops, with all messages before it written.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  bsonwire wire captured.bin",
            "  xxd captured.bin | bsonwire wire --hex -",
            "  echo '2100000001000000 00000000dd070000 00000000",
            "      00 0c000000 10 6100 01000000 00' | bsonwire wire --hex -"
        })
final class WireCommand implements Callable<Integer> {
    private static final int CHUNK = 1 << 16;
    /** The header and the smallest of what follows in an OP_MSG. */
    private static final int SMALLEST_LIMIT = 26;

    /** Set by picocli before anything runs. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Streams streams;

    @Parameters(paramLabel = "FILE", description = "The messages; - is standard input.")
    private String file = Input.STANDARD;

    @Option(names = "--hex", description = "The input is text: hexadecimal digits, or a dump of them.")
    private boolean hex;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            converter = JsonFormat.Converter.class,
            description = "canonical or relaxed. Default: relaxed.")
    private JsonFormat format = JsonFormat.RELAXED;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "The file to write. Default: standard output.")
    private @Nullable String output;

    @Option(
            names = "--max-message-size",
            paramLabel = "BYTES",
            converter = LimitOptions.ByteCount.class,
            description = "The largest message that is accepted, compressed or not; k, m and g behind the number stand"
                    + " for KiB, MiB and GiB. Default: 48000000, as servers allow.")
    private int maxMessageSize = WireLimits.DEFAULT.maxMessageSizeBytes();

    WireCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        if (maxMessageSize < SMALLEST_LIMIT) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Invalid limit: " + maxMessageSize + " (expected: at least " + SMALLEST_LIMIT + ")");
        }
        try (InputStream in = open();
                Output out = Output.open(output, file, streams);
                Writer writer = new Writer(out)) {
            byte[] chunk = new byte[CHUNK];
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                writer.take(Unpooled.wrappedBuffer(chunk, 0, length));
            }
            writer.end();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (WriteException e) {
            throw e;
        } catch (IOException e) {
            throw CommandFailure.cannotRead(file, e);
        }
        return ExitCode.OK;
    }

    private InputStream open() {
        InputStream in = Input.open(file, streams);
        return hex ? new HexInput(in, file) : in;
    }

    /** Writes each message as it comes. */
    private final class Writer implements MessageCutter.Sink, AutoCloseable {
        private final Output out;
        private final ExtendedJson json = format.json();
        private final ByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
        private final MessageCutter cutter = new MessageCutter(maxMessageSize, MemoryBudget.unlimited(), alloc, this);
        private long written;

        Writer(Output out) {
            this.out = out;
        }

        void take(ByteBuf bytes) {
            cutter.take(bytes);
        }

        /** Refuses what is left of a message. */
        void end() {
            int left = cutter.incomplete();
            if (left > 0) {
                int expected = Math.max(cutter.expected(), MessageHeader.LENGTH);
                throw failure(
                        "cut short: " + left + " bytes (expected: " + expected + ") at offset " + cutter.offset());
            }
        }

        @Override
        public void message(long offset, ByteBuf frame) {
            try (UnpackedMessage message = UnpackedMessage.of(frame, maxMessageSize, alloc)) {
                Document head = new Document("offset", offset);
                message.describeCompression(head);
                out.line(message.json(head.toJson(), json));
                out.flush(); // the next one may take long
                written++;
            } catch (UnpackedMessage.Malformed e) {
                throw failure(e.at(offset));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void tooLarge(long offset, MessageHeader header) {
            throw new IllegalStateException("a message beyond a budget without bounds");
        }

        @Override
        public void lost(long offset, String problem) {
            throw failure(problem + " at offset " + offset);
        }

        private CommandFailure failure(String problem) {
            return CommandFailure.malformedMessage(file, written + 1, problem);
        }

        @Override
        public void close() {
            cutter.close();
        }
    }
}
