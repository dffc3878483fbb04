package io.bsonwire.spec.report;

/** How to read the tables. */
final class Legend {
    static final String TEXT =
            "A cell counts the inputs that were judged. \"12 of 15\" says that 12 passed and 3 failed; the first"
                    + " that failed is shown with it. \"no such type\" stands where an implementation has no class for what the inputs"
                    + " hold, an empty cell where it has no such operation. What damaged documents have to be taken for, or refused,"
                    + " is the verdict of bsonwire's validator, which the official corpus and the vectors hold to the specification.";

    private Legend() {}
}
