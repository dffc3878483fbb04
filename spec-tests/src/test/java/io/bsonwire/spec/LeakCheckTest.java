package io.bsonwire.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;

/** That the check for leaks finds them, and only them. */
class LeakCheckTest {
    @Test
    void releasedBuffersPass(ByteBufAllocator allocator) {
        allocator.buffer(10).release();
        allocator.heapBuffer(10).release();
        allocator.directBuffer(10).release();
        ByteBuf kept = allocator.buffer(10).retain();
        kept.release();
        kept.release();
        allocator.compositeBuffer().addComponent(allocator.buffer(1)).release();
        assertThat(allocator).isInstanceOf(TrackingAllocator.class);
        ((TrackingAllocator) allocator).checkReleased();
    }

    @Test
    void unreleasedBuffersAreNamedWithTheirPlace() {
        TrackingAllocator allocator = new TrackingAllocator();
        ByteBuf forgotten = allocator.heapBuffer(10);
        ByteBuf retained = allocator.directBuffer(10).retain();
        allocator.buffer().release();
        retained.release();

        assertThatThrownBy(allocator::checkReleased)
                .isInstanceOf(AssertionError.class)
                .hasMessage("buffers not released: 2 (expected: none)")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .hasSize(2)
                        .allSatisfy(place -> assertThat(place.getStackTrace())
                                .anyMatch(frame ->
                                        frame.getMethodName().equals("unreleasedBuffersAreNamedWithTheirPlace"))));
        assertThat(forgotten.refCnt()).isZero();
        assertThat(retained.refCnt()).isZero();
        allocator.checkReleased();
    }

    @Test
    void freshMemoryIsRecognizable(ByteBufAllocator allocator) {
        for (ByteBuf buffer : new ByteBuf[] {allocator.heapBuffer(20), allocator.directBuffer(20)}) {
            for (int i = 0; i < 20; i++) {
                assertThat(buffer.getByte(i)).isEqualTo((byte) 0xA5);
            }
            buffer.release();
        }
    }

    @Test
    void theDetectorsReportsAreHeard() throws InterruptedException {
        assertThat(ResourceLeakDetector.getLevel())
                .as("what the build sets")
                .isEqualTo(ResourceLeakDetector.Level.PARANOID);
        forget();
        boolean heard = false;
        for (int round = 0; round < 20 && !heard; round++) {
            try {
                LeakCheck.checkReports();
            } catch (AssertionError e) {
                heard = true;
                assertThat(e).hasMessageContaining("was not released").hasMessageContaining("forget");
            }
        }
        assertThat(heard).isTrue();
        LeakCheck.checkReports();
    }

    private static void forget() {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(16);
        assertThat(buffer.refCnt()).isEqualTo(1);
    }

    @Test
    void sharedBuffersCannotBeReleasedTwice(ByteBufAllocator allocator) {
        ByteBuf buffer = allocator.buffer(1);
        buffer.release();
        assertThatExceptionOfType(RuntimeException.class).isThrownBy(buffer::release);
    }
}
