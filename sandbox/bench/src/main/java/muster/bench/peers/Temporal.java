package muster.bench.peers;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Temporal's SDK and its test server, which keeps all in memory and so is <b>not durable</b>: a bound from above, and no
 * figure of a Temporal cluster. Each event is a signal with start, each call an activity. All options are the SDK's
 * defaults, but for the time after which an activity that was not heard of is given to another worker.
 */
final class Temporal implements Peer {
    static final String NAME = "temporal-in-memory";
    private static final String QUEUE = "lives";

    /** The SDK wants one, and recommends to choose it a little longer than the longest call. */
    private static final Duration ACTIVITY = Duration.ofSeconds(5);

    /** Writes a stack trace to the terminal for each connection of a worker that was killed. */
    private static final Logger NETTY = Logger.getLogger("io.grpc.netty.shaded");

    private final TestServer.PortBoundTestServer server;
    private final String target;
    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private Optional<WorkerFactory> worker = Optional.empty();

    Temporal() {
        NETTY.setLevel(Level.OFF);
        int port = Ports.free();
        server = TestServer.createPortBoundServer(port, true);
        target = "127.0.0.1:" + port;
        stubs = stubs(target);
        client = WorkflowClient.newInstance(stubs);
    }

    @WorkflowInterface
    public interface Life {
        @WorkflowMethod
        void live(long life);

        @SignalMethod
        void heard(String part);
    }

    @ActivityInterface
    public interface CallActivity {
        void call(long life, int step);
    }

    public static final class LifeWorkflow implements Life {
        private final Set<Part> heard = EnumSet.noneOf(Part.class);
        private final CallActivity calls = Workflow.newActivityStub(
                CallActivity.class,
                ActivityOptions.newBuilder().setStartToCloseTimeout(ACTIVITY).build());

        @Override
        public void live(long life) {
            Workflow.await(() -> heard.size() == Part.values().length);
            for (int step = 0; step < Calls.STEPS; step++) {
                calls.call(life, step);
            }
        }

        @Override
        public void heard(String part) {
            heard.add(Part.valueOf(part));
        }
    }

    private record CallsActivity(Calls calls) implements CallActivity {
        @Override
        public void call(long life, int step) {
            try {
                calls.call(life, step);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", stopped);
            }
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean durable() {
        return false;
    }

    @Override
    public boolean fsync() {
        return false;
    }

    @Override
    public void send(long life, Part part) {
        var workflow = client.newWorkflowStub(
                Life.class,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(QUEUE)
                        .setWorkflowId("life-" + life)
                        .build());
        var batch = client.newSignalWithStartRequest();
        batch.add(workflow::live, life);
        batch.add(workflow::heard, part.name());
        try {
            var _ = client.signalWithStart(batch);
        } catch (WorkflowExecutionAlreadyStarted raced) {
            // the test server, unlike a cluster, says so where two events of a life come at the same time
            client.newWorkflowStub(Life.class, "life-" + life).heard(part.name());
        }
    }

    @Override
    public void work(Calls calls) {
        worker = Optional.of(start(client, calls));
    }

    /** In a JVM of its own, until that ends. */
    static void work(String target, Calls calls) {
        var _ = start(WorkflowClient.newInstance(stubs(target)), calls);
    }

    private static WorkerFactory start(WorkflowClient client, Calls calls) {
        var factory = WorkerFactory.newInstance(client);
        var worker = factory.newWorker(QUEUE);
        worker.registerWorkflowImplementationTypes(LifeWorkflow.class);
        worker.registerActivitiesImplementations(new CallsActivity(calls));
        factory.start();
        return factory;
    }

    private static WorkflowServiceStubs stubs(String target) {
        return WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(target).build());
    }

    @Override
    public Map<String, String> worker() {
        return Map.of("peer", NAME, "target", target);
    }

    @Override
    public void close() {
        worker.ifPresent(factory -> {
            factory.shutdownNow();
            factory.awaitTermination(5, TimeUnit.SECONDS);
        });
        stubs.shutdownNow();
        var _ = stubs.awaitTermination(5, TimeUnit.SECONDS);
        server.close();
    }
}
