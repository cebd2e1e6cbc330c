package io.bactrian.testkit.crash;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.LeaveGroupRequest;
import org.apache.kafka.common.requests.RequestHeader;

/** The consumer groups that one life of a part is a member of. */
final class Memberships {

    private static final short LEAVE_VERSION = 4;
    private static final int PATIENCE_MILLIS = 10_000;

    private final Map<Client, Member> members = new HashMap<>();
    private final Set<Client> assigned = new HashSet<>();
    private long lastChange = System.nanoTime();

    /** A consumer, which stays the same when it has to join its group anew. */
    private record Client(String group, String id) {}

    /** @param broker the one that looks after the group */
    private record Member(String id, InetSocketAddress broker) {}

    /** It is going to be told what it reads. */
    synchronized void joined(String group, String client, String member, InetSocketAddress broker) {
        members.put(new Client(group, client), new Member(member, broker));
        assigned.remove(new Client(group, client));
        lastChange = System.nanoTime();
    }

    /** It knows what it reads. */
    synchronized void assigned(String group, String client) {
        assigned.add(new Client(group, client));
        lastChange = System.nanoTime();
    }

    synchronized void left(String group, String client) {
        members.remove(new Client(group, client));
        assigned.remove(new Client(group, client));
        lastChange = System.nanoTime();
    }

    /** Somebody looks for a group, or is only asked to be waited for. */
    synchronized void stir() {
        lastChange = System.nanoTime();
    }

    /** Members by group. */
    synchronized Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        members.keySet().forEach(client -> counts.merge(client.group(), 1, Integer::sum));
        return counts;
    }

    /**
     * Whether all members know what they read.
     *
     * @param expected so many there are at least, by group
     * @param still so long nothing has changed
     */
    synchronized boolean areSettled(Map<String, Integer> expected, Duration still) {
        Map<String, Integer> counts = counts();
        return assigned.containsAll(members.keySet())
                && expected.entrySet().stream()
                        .allMatch(group -> counts.getOrDefault(group.getKey(), 0) >= group.getValue())
                && System.nanoTime() - lastChange > still.toNanos();
    }

    /** Tells the brokers that the members are gone, as they would find out by themselves when the sessions end. */
    void sayGoodbye() throws IOException {
        Map<Client, Member> leaving;
        synchronized (this) {
            leaving = Map.copyOf(members);
            members.clear();
        }
        for (Map.Entry<Client, Member> client : leaving.entrySet()) {
            leave(client.getKey().group(), client.getValue());
        }
    }

    private static void leave(String group, Member member) throws IOException {
        LeaveGroupRequest request = new LeaveGroupRequest.Builder(
                        group, List.of(new MemberIdentity().setMemberId(member.id())))
                .build(LEAVE_VERSION);
        ByteBuffer frame =
                request.serializeWithHeader(new RequestHeader(ApiKeys.LEAVE_GROUP, LEAVE_VERSION, "crash-matrix", 1));
        try (Socket socket = new Socket()) {
            socket.connect(member.broker(), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            BrokerLine.write(new DataOutputStream(socket.getOutputStream()), frame);
            ByteBuffer unused = BrokerLine.read(new DataInputStream(socket.getInputStream()));
        }
    }
}
