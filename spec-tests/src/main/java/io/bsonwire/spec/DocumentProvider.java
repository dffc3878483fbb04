package io.bsonwire.spec;

import io.bsonwire.bson.Document;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;

/** Lets a property say {@code @ForAll Document} and get {@link BsonArbitraries#documents()}. Found as a service. */
public final class DocumentProvider implements ArbitraryProvider {
    /** Called by jqwik. */
    public DocumentProvider() {}

    @Override
    public boolean canProvideFor(TypeUsage type) {
        return type.isOfType(Document.class);
    }

    @Override
    public Set<Arbitrary<?>> provideFor(TypeUsage type, SubtypeProvider subtypes) {
        return Set.of(BsonArbitraries.documents());
    }
}
