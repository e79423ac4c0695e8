package muster.awssim.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import muster.awssim.base.Scope;
import muster.awssim.base.SimClock;
import muster.awssim.quota.Counts;
import muster.awssim.quota.Origin;
import muster.awssim.quota.Quota;
import muster.awssim.quota.Quotas;
import muster.awssim.quota.Reach;
import org.junit.jupiter.api.Test;

class QuotaAdmissionTest {
    private static final int CALLERS = 8;
    private static final int BURST = 50_000;
    private static final Request REQUEST =
            new Request("1", "POST", "/", Map.of(), Map.of(), new byte[0], new Scope("111122223333", "us-east-1"), "s");

    private final QuotaAdmission admission = new QuotaAdmission(
            SimClock.manual(Instant.EPOCH),
            new Quotas(List.of(new Quota("s", "Do", Counts.REQUESTS, Reach.REGION, BURST, 1, Origin.PUBLISHED))));

    @Test
    void as_many_calls_as_the_bucket_holds_are_admitted_however_many_come_at_once() throws Exception {
        CyclicBarrier start = new CyclicBarrier(CALLERS);
        Callable<Long> caller = () -> {
            start.await();
            return IntStream.range(0, BURST / 2)
                    .filter(_ -> admission.admits(new Service(), REQUEST, "Do"))
                    .count();
        };
        long admitted = 0;
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            for (Future<Long> counted : callers.invokeAll(
                    IntStream.range(0, CALLERS).mapToObj(_ -> caller).toList())) {
                admitted += counted.get();
            }
        }

        assertThat(admitted).isEqualTo(BURST);
    }

    /** A service that answers nothing: admission only asks what a call draws. */
    private static final class Service implements AwsService {
        @Override
        public String name() {
            return "s";
        }

        @Override
        public String action(Request request) {
            return "Do";
        }

        @Override
        public Reply answer(Request request, String action) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Reply error(Request request, AwsError error) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CommonErrors commonErrors() {
            return CommonErrors.ec2();
        }
    }
}
