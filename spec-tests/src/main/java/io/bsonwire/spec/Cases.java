package io.bsonwire.spec;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Gathers checks that are a case each, of the operations that an implementation has. */
final class Cases {
    private final Check.Source source;
    private final Set<Operation> operations;
    private final List<Check<BsonImplementation>> checks = new ArrayList<>();

    Cases(Check.Source source, Set<Operation> operations) {
        this.source = source;
        this.operations = operations;
    }

    List<Check<BsonImplementation>> checks() {
        return checks;
    }

    boolean has(Operation operation) {
        return operations.contains(operation);
    }

    /** What is asked of an implementation. */
    interface Judgement {
        void on(BsonImplementation implementation) throws Exception;
    }

    /** Adds one check, if the implementation has the operation. */
    void add(String group, String name, Operation operation, Supplier<String> input, Judgement judgement) {
        if (operations.contains(operation)) {
            checks.add(new Check<>(
                    source,
                    group,
                    name,
                    operation.label(),
                    (implementation, tally) -> tally.failed(input, () -> judgement.on(implementation))));
        }
    }

    /** Adds a document for every operation about which the specimen says something. */
    void document(String group, String name, Specimen specimen) {
        document(group, name, specimen, EnumSet.allOf(Operation.class));
    }

    void document(String group, String name, Specimen specimen, Set<Operation> asked) {
        for (Operation operation : asked) {
            if (operation.canJudge(specimen)) {
                add(
                        group,
                        name,
                        operation,
                        specimen::describe,
                        implementation -> operation.judge(implementation, specimen));
            }
        }
    }

    /** Adds what is no document, for every operation that has to see it. */
    void malformed(String group, String name, byte[] bson) {
        for (Operation operation : Operation.READERS) {
            add(
                    group,
                    name,
                    operation,
                    () -> Reference.describe(bson),
                    implementation -> operation.judgeRefusal(implementation, bson));
        }
    }
}
