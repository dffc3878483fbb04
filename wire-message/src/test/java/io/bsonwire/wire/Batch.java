package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bsonwire.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** What a batch was, without its buffer. */
record Batch(long first, List<Document> documents, int length, int flagBits) {

    /** Takes the next batch, checks that its bytes are what it says, and releases it. */
    static Batch take(OpMsgBatches batches, TrackingAllocator alloc) {
        OpMsg message = batches.next(alloc);
        OpMsg read = OpMsg.decode(message.bytes());
        assertThat(read).isEqualTo(message);
        assertThat(read.body()).isEqualTo(message.body());
        assertThat(read.sequences()).isEqualTo(message.sequences());
        assertThat(read.largestDocument()).isEqualTo(message.largestDocument());
        assertThat(message.sequences()).hasSize(1);
        List<Document> documents = new ArrayList<>();
        message.sequences().get(0).forEach(document -> documents.add(document.toDocument()));
        assertThat(documents)
                .hasSize(batches.count())
                .hasSize(message.sequences().get(0).count());
        assertThat(message.release()).isTrue();
        return new Batch(batches.first(), documents, message.length(), message.flagBits());
    }

    /** Takes all batches, as above. */
    static List<Batch> takeAll(OpMsgBatches batches, TrackingAllocator alloc) {
        List<Batch> all = new ArrayList<>();
        while (batches.hasNext()) {
            all.add(take(batches, alloc));
        }
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> batches.next(alloc));
        return all;
    }

    static List<Integer> counts(List<Batch> batches) {
        return batches.stream().map(batch -> batch.documents().size()).toList();
    }
}
