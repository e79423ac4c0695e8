package muster.awssim.world;

/** Which private addresses the instances of a group have. */
public enum Addresses {
    IPV4(true, false),
    DUAL_STACK(true, true),
    /** No IPv4 address at all, neither private nor public. */
    IPV6_ONLY(false, true);

    private final boolean ipv4;
    private final boolean ipv6;

    Addresses(boolean ipv4, boolean ipv6) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    public boolean hasIpv4() {
        return ipv4;
    }

    public boolean hasIpv6() {
        return ipv6;
    }
}
