package io.bsonwire.cli;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.BsonStream;
import io.bsonwire.bson.DuplicateNames;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks files of BSON. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        header = "Checks files of BSON documents.",
        description = {
            "%nReads files of one or many BSON documents back to back, as mongodump writes them, and checks all of their"
                    + " bytes: lengths, types, UTF-8, nesting. Files may be of any size; one document at a time is in"
                    + " memory.",
            "%nA line for each file says what is in it, or the first error with the offset in the file and the path in"
                    + " the document:",
            "%n  people.bson: 3 documents, 214 bytes, ok",
            "  shop.bson: document 2: type byte: 0x55 (expected: a BSON type) at offset 81",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:All files are well-formed",
            "1:At least one is not, or cannot be read; the others are checked nevertheless",
            "2:The command line was at fault"
        })
final class ValidateCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files; - is standard input.")
    private List<String> files = List.of();

    @Option(names = "--unique-names", description = "Also refuse a document that uses a name twice.")
    private boolean uniqueNames;

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    ValidateCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        BsonCodec codec = limits.codec();
        if (uniqueNames) {
            codec = codec.toBuilder().duplicateNames(DuplicateNames.ERROR).build();
        }
        boolean allWell = true;
        try (Output out = Output.standard(streams)) {
            for (String file : files) {
                allWell &= validate(file, codec, out);
                out.flush(); // the next one may take long
            }
        }
        return allWell ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** Reports on a file; returns whether it is well-formed. */
    private boolean validate(String file, BsonCodec codec, Output out) throws IOException {
        long count = 0;
        try (InputStream in = Input.open(file, streams);
                BsonStream documents = codec.open(in)) {
            while (documents.next()) {
                documents.validate();
                count++;
            }
            out.line(file + ": " + count(count, "document") + ", " + count(documents.offset(), "byte") + ", ok");
            return true;
        } catch (BsonException e) {
            out.line(file + ": " + CommandFailure.document(count + 1, e));
        } catch (WriteException e) {
            throw e;
        } catch (IOException e) {
            complain(CommandFailure.cannotRead(file, e));
        } catch (CommandFailure e) {
            complain(e);
        }
        return false;
    }

    private void complain(CommandFailure failure) {
        streams.err().println("bsonwire validate: " + failure.getMessage());
    }

    private static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
