package io.bsonwire.wire.compress;

/** What some compressors need and users may leave out. */
enum OptionalLibrary {
    AIRCOMPRESSOR("io.airlift.compress.Compressor", "io.airlift:aircompressor"),
    ZSTD_JNI("com.github.luben.zstd.Zstd", "com.github.luben:zstd-jni");

    private final String className;
    private final String artifact;

    OptionalLibrary(String className, String artifact) {
        this.className = className;
        this.artifact = artifact;
    }

    boolean isThere() {
        try {
            Class.forName(className, false, OptionalLibrary.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Makes sure that the library is there before a class that needs it is used. */
    void check(String what) {
        if (!isThere()) {
            throw new IllegalStateException(
                    "library for " + what + ": missing (expected: " + artifact + " on the class path or module path)");
        }
    }
}
