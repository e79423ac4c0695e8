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
import muster.awssim.quota.Quotas;
import muster.awssim.service.AutoScalingService;
import muster.awssim.service.DynamoDbProxy;
import muster.awssim.service.Ec2Service;
import muster.awssim.service.EventBridgeService;
import muster.awssim.service.Route53Service;
import muster.awssim.service.SsmService;
import muster.awssim.wire.AwsService;
import muster.awssim.wire.CallLatencies;
import muster.awssim.wire.Delays;
import muster.awssim.wire.Faults;
import muster.awssim.wire.FrontDoor;
import muster.awssim.wire.QuotaAdmission;
import muster.awssim.world.World;

/** A simulated AWS account behind one HTTP endpoint. Real SDK clients reach it with {@code endpointOverride}. */
public final class AwsSim implements AutoCloseable {
    private final SimClock clock;
    private final Journal journal;
    private final Delivery delivery;
    private final EventBus bus;
    private final World world;
    private final Faults faults;
    private final QuotaAdmission admission;
    private final Delays delays;
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
        faults = new Faults(dice, clock);
        admission = new QuotaAdmission(clock, config.quotas());
        delays = new Delays(clock, dice, config.callLatencies());
        List<AwsService> services = List.of(
                new Ec2Service(world, faults),
                new AutoScalingService(world),
                new SsmService(world, faults),
                new Route53Service(world),
                new EventBridgeService(bus, turns, dice),
                new DynamoDbProxy(config.dynamoDbEndpoint(), journal, turns, faults));
        frontDoor = new FrontDoor(
                new InetSocketAddress(config.host(), config.port()),
                services,
                faults,
                admission,
                delays,
                journal,
                dice,
                config.account(),
                Optional.of(new ControlApi(world, journal, faults, admission, delays)));
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

    /** Puts other quotas in force from the next call on, with full buckets. */
    public void enforce(Quotas quotas) {
        admission.enforce(quotas);
    }

    /** Makes calls take other times from the next one on. */
    public void use(CallLatencies latencies) {
        delays.use(latencies);
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
