package muster.awssim;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import muster.awssim.base.Dice;
import muster.awssim.base.Scope;
import muster.awssim.base.SimClock;
import muster.awssim.base.Turns;
import muster.awssim.events.Delivery;
import muster.awssim.events.EventBus;
import muster.awssim.events.SimEvent;
import muster.awssim.events.SqsOutlet;
import muster.awssim.journal.Journal;
import muster.awssim.service.AutoScalingService;
import muster.awssim.service.DynamoDbProxy;
import muster.awssim.service.Ec2Service;
import muster.awssim.service.EventBridgeService;
import muster.awssim.service.Route53Service;
import muster.awssim.service.SsmService;
import muster.awssim.wire.Admission;
import muster.awssim.wire.AwsService;
import muster.awssim.wire.Faults;
import muster.awssim.wire.FrontDoor;
import muster.awssim.world.World;

/** A simulated AWS account behind one HTTP endpoint. Real SDK clients reach it with {@code endpointOverride}. */
public final class AwsSim implements AutoCloseable {
    private final SimClock clock;
    private final Journal journal;
    private final Delivery delivery;
    private final EventBus bus;
    private final World world;
    private final Faults faults;
    private final SqsOutlet outlet;
    private final ExecutorService couriers = Executors.newVirtualThreadPerTaskExecutor();
    private final FrontDoor frontDoor;

    private AwsSim(SimConfig config) {
        clock = config.clock();
        Dice dice = new Dice(config.seed());
        Turns turns = new Turns(clock);
        journal = new Journal(clock, config.journalFile());
        delivery = new Delivery(dice, config.delivery());
        outlet = new SqsOutlet(config.sqsEndpoint());
        bus = new EventBus(clock, journal, delivery, outlet, couriers);
        Scope home = new Scope(config.account(), config.region());
        world = new World(home, turns, dice, journal, bus, config.latencies());
        faults = new Faults(dice);
        List<AwsService> services = List.of(
                new Ec2Service(world, faults),
                new AutoScalingService(world),
                new SsmService(world, faults),
                new Route53Service(world),
                new EventBridgeService(bus, turns, dice),
                new DynamoDbProxy(config.dynamoDbEndpoint(), journal, turns));
        frontDoor = new FrontDoor(
                new InetSocketAddress(config.host(), config.port()),
                services,
                faults,
                Admission.unlimited(),
                journal,
                dice,
                config.account(),
                Optional.of(new ControlApi(world, journal, faults)));
    }

    /** @throws java.io.UncheckedIOException when the port is taken or the journal's file can't be written */
    public static AwsSim start(SimConfig config) {
        return new AwsSim(config);
    }

    /** Where all services answer. */
    public URI endpoint() {
        return frontDoor.endpoint();
    }

    public World world() {
        return world;
    }

    public Journal journal() {
        return journal;
    }

    public Faults faults() {
        return faults;
    }

    public Delivery delivery() {
        return delivery;
    }

    /** Is told of each event when it happens, whatever becomes of its delivery. */
    public void onEvent(Consumer<SimEvent> listener) {
        bus.listen(listener);
    }

    /** Stops; what has not happened by now does not happen any more. */
    @Override
    public void close() {
        frontDoor.close();
        clock.close();
        couriers.shutdownNow();
        outlet.close();
        journal.close();
    }
}
