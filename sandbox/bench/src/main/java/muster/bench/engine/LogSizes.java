package muster.bench.engine;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import muster.platform.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** How many bytes the broker keeps. */
record LogSizes(EmbeddedKafka kafka) {

    /** [bytes] of each topic of this prefix. */
    Map<String, Long> of(String prefix) {
        try (var admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) kafka.bootstrapServers()))) {
            var node = admin.describeCluster()
                    .nodes()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .iterator()
                    .next()
                    .id();
            var folders = admin.describeLogDirs(List.of(node))
                    .allDescriptions()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            var sizes = new TreeMap<String, Long>();
            folders.values()
                    .forEach(byFolder -> byFolder.values()
                            .forEach(folder -> folder.replicaInfos().forEach((partition, replica) -> {
                                if (partition.topic().startsWith(prefix)) {
                                    sizes.merge(partition.topic(), replica.size(), Long::sum);
                                }
                            })));
            return sizes;
        }
    }

    /** [bytes] that one life leaves on each topic, and {@code all} of them. */
    Map<String, Object> perLife(String prefix, int lives) {
        var perLife = new TreeMap<String, Object>();
        long all = 0;
        for (var topic : of(prefix).entrySet()) {
            all += topic.getValue();
            if (topic.getValue() > 0) {
                perLife.put(topic.getKey().substring(prefix.length()), topic.getValue() / lives);
            }
        }
        perLife.put("all", all / lives);
        return perLife;
    }
}
