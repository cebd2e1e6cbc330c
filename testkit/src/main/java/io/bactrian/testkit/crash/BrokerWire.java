package io.bactrian.testkit.crash;

import io.bactrian.testkit.crash.CrashPoint.Kind;
import io.bactrian.testkit.crash.CrashPoint.Phase;
import io.bactrian.testkit.crash.Wire.Joined;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.Record;
import org.jspecify.annotations.Nullable;

/**
 * What the relays to the broker make of the records they see: which is a command to a participant, which an answer, and
 * what became of it. Records of other runs, which a topic still brings, are nobody's here.
 */
final class BrokerWire {

    /** What nobody takes within this time is left in its topic. */
    private static final Duration STANDSTILL = Duration.ofSeconds(5);

    private final Watch watch;
    private final Trace trace;
    private final Wire wire;
    private final String world;
    private final Map<TopicPartition, NavigableMap<Long, Message>> received = new HashMap<>();
    private final Set<Place> taken = new HashSet<>();
    private final Set<Place> committed = new HashSet<>();
    private final Set<String> answered = new HashSet<>();
    private final List<String> faults = new ArrayList<>();
    private String run = "";
    private long lastSeen = System.nanoTime();

    /** @param world what is in the names of topics and differs from world to world */
    BrokerWire(Watch watch, Trace trace, Wire wire, String world) {
        this.watch = watch;
        this.trace = trace;
        this.wire = wire;
        this.world = world;
    }

    /** Where the broker keeps a record. */
    private record Place(TopicPartition partition, long offset) {}

    /**
     * A record of this run.
     *
     * @param at its place among the records of its batch until the broker has it, then its offset
     * @param what its name, the same in every run
     * @param participant of whom or to whom it is; null when it is neither a command nor an answer
     * @param command what the participant is asked to do; null for other records
     * @param status what an answer says; null when it is none
     * @param seen when it passed here, as {@link System#nanoTime} has it
     */
    record Message(
            TopicPartition partition,
            long at,
            String what,
            @Nullable Joined participant,
            @Nullable String command,
            @Nullable String status,
            long seen) {

        private Message at(long offset) {
            return new Message(partition, offset, what, participant, command, status, seen);
        }

        private Place place() {
            return new Place(partition, at);
        }

        private boolean wantsAnswer() {
            return status == null && ("compensate".equals(command) || "complete".equals(command));
        }

        /** Whose offsets are committed when they have been dealt with. Those of other topics go by the clients' clocks. */
        private boolean isCallback() {
            return participant != null;
        }

        private String answers() {
            return command + " " + (participant == null ? "" : participant.step + " of " + participant.saga);
        }
    }

    synchronized void begin(String id) {
        run = id;
        received.clear();
        taken.clear();
        committed.clear();
        answered.clear();
        faults.clear();
        lastSeen = System.nanoTime();
    }

    /** A record on its way; null when it is none of this run. */
    @Nullable
    Message read(TopicPartition partition, long at, Record record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        String command = headers.get("Bactrian-Command");
        String participant = headers.get("Bactrian-Participant");
        if (command != null && participant != null) {
            Joined joined = wire.participant(participant);
            if (joined == null) {
                return null;
            }
            String reason = headers.get("Bactrian-Reason");
            String status = reason == null ? headers.get("Bactrian-Status") : "put aside";
            String what = status == null ? command + " " + joined.step : status + " " + joined.step;
            return new Message(partition, at, what, joined, command, status, System.nanoTime());
        }
        String saga = headers.getOrDefault("Long-Running-Action", "");
        if (wire.isOfThisRun(saga)
                || text(record.key()).contains(run())
                || text(record.value()).contains(run())) {
            String topic = partition.topic().replace("-" + world, "").replace(world, "");
            return new Message(partition, at, topic, null, null, null, System.nanoTime());
        }
        return null;
    }

    private synchronized String run() {
        return run;
    }

    private static String text(@Nullable ByteBuffer bytes) {
        return bytes == null
                ? ""
                : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    /** True when the part has died of it: the records must go no further. */
    boolean passes(Kind kind, Phase phase, String part, List<Message> messages) {
        boolean dead = false;
        for (Message message : messages) {
            boolean deadly = watch.passes(kind, message.what(), phase, List.of(part));
            if (deadly || phase == Phase.BEFORE) {
                trace.note(part + "  " + kind.word() + " " + message.what() + (deadly ? ": dies " + phase.word() : ""));
            }
            dead |= deadly;
        }
        return dead;
    }

    /** The broker has it, at this offset. */
    synchronized void sent(Message message, long offset) {
        takes(message.at(offset));
    }

    private void takes(Message message) {
        lastSeen = System.nanoTime();
        Joined participant = message.participant();
        if (participant == null || !taken.add(message.place())) {
            return;
        }
        String status = message.status();
        if (status != null) {
            answered.add(message.answers());
            wire.answeredByRecord(participant, status, message.seen());
        }
    }

    /** @return those of the records that nobody has received before */
    synchronized List<Message> received(List<Message> messages) {
        List<Message> fresh = new ArrayList<>();
        for (Message message : messages) {
            takes(message);
            if (received.computeIfAbsent(message.partition(), any -> new TreeMap<>())
                            .putIfAbsent(message.at(), message)
                    == null) {
                fresh.add(message);
            }
        }
        return fresh;
    }

    /** @return the commands and answers that are behind this offset now, and were not before */
    synchronized List<Message> committing(TopicPartition partition, long offset) {
        List<Message> covered = new ArrayList<>();
        NavigableMap<Long, Message> records = received.get(partition);
        if (records != null) {
            for (Message message : records.headMap(offset).values()) {
                if (message.isCallback() && !committed.contains(message.place())) {
                    covered.add(message);
                    if (message.wantsAnswer() && !answered.contains(message.answers())) {
                        faults.add("the offset of the command to " + message.what()
                                + " was committed before the broker had an answer to it: nobody carries it out when"
                                + " its receiver dies in between");
                    }
                }
            }
        }
        return covered;
    }

    synchronized void committed(List<Message> messages) {
        lastSeen = System.nanoTime();
        messages.forEach(message -> committed.add(message.place()));
    }

    /** Every command and every answer is behind the offset of whoever reads it, or does not move any more. */
    synchronized boolean isQuiet() {
        return committed.containsAll(taken) || System.nanoTime() - lastSeen > STANDSTILL.toNanos();
    }

    /** What is wrong with how the records were treated, a sentence each. */
    synchronized List<String> faults() {
        return faults.stream().distinct().toList();
    }
}
