package io.bsonwire.cli;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonWriter;
import io.bsonwire.bson.json.ExtendedJson;
import io.bsonwire.bson.json.ExtendedJsonReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** JSON to BSON. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        header = "Turns JSON objects into BSON documents.",
        description = {
            "%nReads JSON objects, one after another, on a line each or not, and writes each as a BSON document, back to"
                    + " back, as mongorestore and 'bsonwire dump' read them. Understands MongoDB Extended JSON, version"
                    + " 2, canonical and relaxed. The input may be of any size; one document at a time is in memory.",
            "%nAt malformed input it stops, with all documents before it written.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  echo '{\"_id\": 1, \"name\": \"Ada\"}' | bsonwire load - > ada.bson",
            "  bsonwire load people.json -o people.bson",
            "  bsonwire dump people.bson | grep Ada | bsonwire load - > ada.bson"
        })
final class LoadCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(paramLabel = "FILE", description = "The JSON, in UTF-8; - is standard input.")
    private String file = Input.STANDARD;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "The file to write. Default: standard output.")
    private @Nullable String output;

    @Option(
            names = "--legacy",
            description = "Take also the forms of version 1 for binary data, dates and regular expressions. A document"
                    + " that merely looks like one, such as a stored query with $regex, is then taken for it.")
    private boolean legacy;

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    LoadCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        BsonCodec codec = limits.codec();
        ExtendedJson strict = ExtendedJson.canonical().withCodec(codec);
        ExtendedJson json = legacy ? strict.acceptingLegacy() : strict;
        ByteBuf bytes = Unpooled.buffer();
        BsonWriter writer = new BsonWriter(codec).reset(bytes);
        long written = 0;
        try (InputStream in = Input.open(file, streams);
                ExtendedJsonReader objects = json.open(in);
                Output out = Output.open(output, file, streams)) {
            while (objects.next(writer)) {
                bytes.readBytes(out, bytes.readableBytes());
                bytes.clear();
                written++;
            }
        } catch (BsonException e) {
            throw CommandFailure.malformed(file, written + 1, e);
        } catch (WriteException e) {
            throw e;
        } catch (IOException e) {
            throw CommandFailure.cannotRead(file, e);
        }
        return ExitCode.OK;
    }
}
