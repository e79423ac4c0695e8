package muster.awssim.world;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import muster.awssim.base.Scope;

/** An Auto Scaling group as it was at a moment. Instances in the warm pool are not among {@code instances}. */
public record GroupView(
        String name,
        Scope scope,
        String arn,
        Instant created,
        int desired,
        int maxSize,
        List<HookSpec> hooks,
        Optional<PoolSpec> warmPool,
        List<InstanceView> instances,
        List<InstanceView> pool,
        boolean retainsAbandoned) {}
