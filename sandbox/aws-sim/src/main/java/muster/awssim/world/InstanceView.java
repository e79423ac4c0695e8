package muster.awssim.world;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import muster.awssim.base.Scope;

/**
 * An instance as it was at a moment.
 *
 * @param lifecycle the state that Auto Scaling has for it; empty once it is no longer in its group
 * @param privateIp "" for an instance that has only an IPv6 address
 * @param publicIp none while stopped and after the end
 * @param registered whether Systems Manager knows its agent
 * @param agentOnline whether the agent's PingStatus is Online
 */
public record InstanceView(
        String id,
        String group,
        Scope scope,
        Ec2State state,
        Optional<String> lifecycle,
        String privateIp,
        Optional<String> publicIp,
        Optional<String> ipv6,
        String zone,
        Instant launchTime,
        Map<String, String> tags,
        boolean registered,
        boolean agentOnline,
        Instant lastPing) {}
