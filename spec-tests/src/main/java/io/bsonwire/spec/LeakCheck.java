package io.bsonwire.spec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.jqwik.api.lifecycle.AfterContainerHook;
import net.jqwik.api.lifecycle.ContainerLifecycleContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * An extension of JUnit Jupiter, and a hook of jqwik, that fails tests which leave buffers unreleased. It spreads two
 * nets.
 *
 * <ul>
 *   <li>A test that takes a {@link ByteBufAllocator} as a parameter gets one that knows each of its buffers. When the
 *       test ends, all of them must have been released; one that was not is named with the place of its allocation. Its
 *       memory is filled with 0xA5 beforehand, so bytes that nobody wrote are seen.
 *   <li>All other buffers are watched by Netty's leak detector, as closely as its level says ({@code paranoid} for each
 *       of them: {@code -Dio.netty.leakDetection.level=paranoid}). When a class ends, garbage is collected, and what the
 *       detector has to report fails the class. This net holds from when the first LeakCheck is made, which has to be
 *       before the first buffer: best is that the engines find it by themselves, as services of the types
 *       {@code org.junit.jupiter.api.extension.Extension} (with {@code junit.jupiter.extensions.autodetection.enabled})
 *       and {@code net.jqwik.api.lifecycle.LifecycleHook}.
 * </ul>
 */
public final class LeakCheck
        implements BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver, AfterContainerHook {
    private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LeakCheck.class);

    static {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ReportingFactory());
    }

    /** Makes the extension, and has Netty report to it what it finds from now on. */
    public LeakCheck() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put(TrackingAllocator.class, new TrackingAllocator());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TrackingAllocator allocator = allocator(context);
        // What a test has left behind on its way to a failure is not the news.
        if (allocator != null && context.getExecutionException().isEmpty()) {
            allocator.checkReleased();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        checkReports();
    }

    @Override
    public void afterContainer(ContainerLifecycleContext context) throws InterruptedException {
        checkReports();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ByteBufAllocator.class && allocator(context) != null;
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return allocator(context);
    }

    private static @Nullable TrackingAllocator allocator(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(TrackingAllocator.class, TrackingAllocator.class);
    }

    /**
     * Collects garbage and fails if Netty's detector has found a buffer that nobody released.
     *
     * @throws AssertionError with what the detector said about each
     * @throws InterruptedException if the thread is interrupted while it waits for the collector
     */
    public static void checkReports() throws InterruptedException {
        // The detector looks at its queue of collected buffers whenever it begins to track another one.
        for (int round = 0; round < 2; round++) {
            System.gc();
            Thread.sleep(5);
            ByteBuf buffer = Unpooled.directBuffer(1);
            buffer.release();
        }
        if (!REPORTS.isEmpty()) {
            StringBuilder text = new StringBuilder("buffers that were not released:");
            for (String report = REPORTS.poll(); report != null; report = REPORTS.poll()) {
                text.append("\n\n").append(report);
            }
            throw new AssertionError(text.toString());
        }
    }

    /** Makes detectors that keep their reports instead of logging them. */
    private static final class ReportingFactory extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation") // there is no other one to be overridden
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return new ReportingDetector<>(resource, samplingInterval);
        }
    }

    private static final class ReportingDetector<T> extends ResourceLeakDetector<T> {
        ReportingDetector(Class<?> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        /** Also where nobody reads the log. */
        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            REPORTS.add(resourceType + " was not released" + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            REPORTS.add(resourceType
                    + " was not released; at the leak detection level paranoid it says where it came from");
        }
    }
}
