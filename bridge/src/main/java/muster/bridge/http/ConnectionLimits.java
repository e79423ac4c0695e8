package muster.bridge.http;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import muster.bridge.forward.BridgeMetrics;

/**
 * Bounds what senders hold open, before anybody asks for a key: so many connections on each port, so that those on the
 * port of events keep nobody from asking how the bridge is, and so long for a request to arrive.
 */
@Singleton
final class ConnectionLimits implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final HttpSettings settings;
    private final BeanProvider<BridgeMetrics> metrics;
    private final Map<Integer, AtomicInteger> open = new ConcurrentHashMap<>();

    ConnectionLimits(HttpSettings settings, BeanProvider<BridgeMetrics> metrics) {
        this.settings = settings;
        this.metrics = metrics;
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        var registry = event.getBean();
        registry.register(new EachConnection());
        return registry;
    }

    private final class EachConnection implements NettyServerCustomizer {
        @Override
        public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
            return role == ChannelRole.CONNECTION ? new Connection(channel) : this;
        }
    }

    private final class Connection implements NettyServerCustomizer {
        private final Channel channel;

        Connection(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void onInitialPipelineBuilt() {
            var count = open.computeIfAbsent(port(channel.localAddress()), _ -> new AtomicInteger());
            channel.closeFuture().addListener(_ -> count.decrementAndGet());
            if (count.incrementAndGet() > settings.maxConnections()) {
                metrics.get().answered("too-many-connections");
                channel.close();
                return;
            }
            channel.pipeline()
                    .addAfter(
                            ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC,
                            "muster-request-deadline",
                            new RequestDeadline(
                                    settings.requestTimeout(),
                                    () -> metrics.get().answered("too-slow")));
        }
    }

    private static int port(SocketAddress address) {
        return address instanceof InetSocketAddress internet ? internet.getPort() : 0;
    }
}
