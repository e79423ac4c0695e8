package muster.checker;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a journal of AWS cannot tell: what was found on Kafka's topics, in Muster's answers and in its logs, after all had
 * come to rest.
 *
 * @param wantedTypes detail types of the events that were to be forwarded
 * @param recorded ids of the events that are on a topic, or among the dead letters
 * @param poison bodies that nobody can read, as they were put into the queue
 * @param deadLetters bodies that are among the dead letters
 * @param unread records of the input topics that the topology has not read
 * @param differences between the state that the journal tells and the live state, one sentence each
 * @param standings of the instances that Muster knows, by id
 * @param finalStates where a lifecycle ends
 * @param namesHeld as Muster's own gauge says; empty where none could be asked
 * @param errors lines of logs that say ERROR and were not expected
 * @param secrets places where a secret stands in a log
 */
public record Evidence(
        Set<String> wantedTypes,
        Set<String> recorded,
        Set<String> poison,
        Set<String> deadLetters,
        long unread,
        List<String> differences,
        Map<String, Standing> standings,
        Set<String> finalStates,
        OptionalLong namesHeld,
        List<String> errors,
        List<String> secrets) {
    public Evidence {
        wantedTypes = Set.copyOf(wantedTypes);
        recorded = Set.copyOf(recorded);
        poison = Set.copyOf(poison);
        deadLetters = Set.copyOf(deadLetters);
        differences = List.copyOf(differences);
        standings = Map.copyOf(standings);
        finalStates = Set.copyOf(finalStates);
        errors = List.copyOf(errors);
        secrets = List.copyOf(secrets);
    }

    /**
     * Where an instance stands, as Muster says.
     *
     * @param life unseen, pooled, active, ending or gone
     * @param waitsFor a kind of wait: nothing, agent, name and so on
     * @param why it waits, for people
     * @param ec2 what EC2 was last heard to say of it; empty where nothing was
     */
    public record Standing(String life, String state, boolean parked, String waitsFor, String why, String ec2) {}
}
